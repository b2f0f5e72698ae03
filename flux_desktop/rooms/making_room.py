"""Where pictures are made: the compose panel, what helps to write in it, and the way from its button to the engine."""

from PySide6.QtCore import QObject

from flux_desktop.domain.draft import RequestDraft
from flux_desktop.rooms.context import RoomContext
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.checkout import Checkout
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.draft_memory import DraftMemory
from flux_desktop.ui.engine_watch import EngineWatch
from flux_desktop.ui.first_picture import FirstPicture
from flux_desktop.ui.first_run import FirstRun
from flux_desktop.ui.history_settings import HistorySettings
from flux_desktop.ui.making import Making
from flux_desktop.ui.model_grid_flow import ModelGridFlow
from flux_desktop.ui.prompt_files import PromptFiles
from flux_desktop.ui.prompt_history_desk import PromptHistoryDesk
from flux_desktop.ui.reference_commands import ReferenceCommands
from flux_desktop.ui.reference_pictures import ReferencePictures
from flux_desktop.ui.spending_settings import SpendingSettings
from flux_desktop.ui.spending_watch import SpendingWatch
from flux_desktop.ui.template_desk import TemplateDesk
from flux_desktop.ui.tracing import trace_making


class MakingRoom(QObject):
    """Everything is made in the constructor and started by ``begin``."""

    def __init__(self, context: RoomContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._make_panel()
        self._make_spending()
        self._make_making()
        self._connect()

    def begin(self) -> None:
        self.making.begin()
        self.spending.refresh()

    def keep(self) -> None:
        """Write down what was typed and used."""
        self.draft.keep()
        self.history.keep()
        self.templates.keep()

    def stop(self) -> None:
        self.keep()
        self.first_run.end()

    def take_place(self, *, had_key: bool) -> None:
        """Have the prompt ready, or the page of the first run in place of everything."""
        if self._context.account.is_ready or had_key or self._context.screen.is_enough:
            self.panel.focus_prompt()
        else:
            self.first_run.begin()

    def _make_panel(self) -> None:
        context, screen, profile = self._context, self._context.screen, self._context.profile
        self.panel = ComposePanel(screen.catalogue, screen.theme)
        self.draft = DraftMemory(self.panel, JsonFile(profile.draft_file))
        self.history = PromptHistoryDesk(
            self.panel,
            screen.theme,
            JsonFile(profile.prompts_file),
            toasts=screen.window.toasts,
            fetcher=screen.loader,
            library=screen.library,
            keeps=lambda: context.settings.settings.keep_prompts,
        )
        self._history_settings = HistorySettings(self.history)
        self.templates = TemplateDesk(
            self.panel,
            screen.theme,
            JsonFile(profile.templates_file),
            catalogue=screen.catalogue,
            toasts=screen.window.toasts,
            fetcher=screen.loader,
        )
        file_format = screen.settings.output_format.value
        self.draft.restore(RequestDraft(screen.catalogue.default_model, file_format=file_format))
        screen.window.set_panel(self.panel)

    def _make_spending(self) -> None:
        """What pictures cost, and what may be spent."""
        context, screen = self._context, self._context.screen
        self.spending = SpendingWatch(
            panel=self.panel,
            engine=context.engine,
            bridge=context.bridge,
            library=screen.library,
            account=context.account,
            settings=context.settings,
        )
        self._spending_settings = SpendingSettings(
            self.spending, screen.catalogue, context.profile.database, context.tasks
        )
        self.checkout = Checkout(
            window=screen.window,
            settings=context.settings,
            watch=self.spending,
            toasts=screen.window.toasts,
            tasks=context.tasks,
        )

    def _make_making(self) -> None:
        context, screen = self._context, self._context.screen
        pictures, toasts = ReferencePictures(screen.library), screen.window.toasts
        self.first_run = FirstRun(screen.window, context.account, screen.theme)
        self.making = Making(
            panel=self.panel,
            engine=context.engine,
            library=screen.library,
            pictures=pictures,
            account=context.account,
            catalogue=screen.catalogue,
            toasts=toasts,
            tasks=context.tasks,
            checkout=self.checkout,
            clock_us=context.trace.now_us if context.trace else lambda: 0.0,
        )
        self.first_picture = FirstPicture(self.panel, screen.theme, context.account, screen.memory)
        self.grid = ModelGridFlow(self.panel, screen.theme, screen.catalogue, context.account)
        self.grid.submitted.connect(self.history.submitted)
        self.grid.submitted.connect(self.making.submit_agreed)
        self._prompt_files = PromptFiles(self.panel, toasts, context.tasks)
        self._reference_commands = ReferenceCommands(
            panel=self.panel,
            theme=screen.theme,
            engine=context.engine,
            pictures=pictures,
            toasts=toasts,
            tasks=context.tasks,
        )
        self.watch = EngineWatch(
            bridge=context.bridge,
            engine=context.engine,
            gallery=screen.gallery,
            making=self.making,
            account=context.account,
            settings=context.settings,
            library=screen.library,
            notices=context.notices,
        )

    def _connect(self) -> None:
        context, gallery, settings = self._context, self._context.screen.gallery, self._context.settings
        gallery.view.jobs.usual_s = context.engine.usual_s
        gallery.prompt_suggested.connect(self.panel.use_prompt)
        settings.opened.connect(self._spending_settings.attach)
        settings.opened.connect(self._history_settings.attach)
        self.panel.change_limit_requested.connect(lambda: settings.open("Spending"))
        self.making.queued.connect(self.history.queued)
        self.first_run.passed.connect(self.first_picture.offer)
        self.first_run.practice_chosen.connect(lambda: settings.change(practice=True))
        context.account.searched.connect(self._key_searched)
        if context.trace:
            trace_making(context.trace, context.screen.window, self.making)

    def _key_searched(self) -> None:
        """Without a key, whoever has pictures looks at them; the panel and the banner say what is missing."""
        account = self._context.account
        if not account.is_ready and account.trouble is None and not self._context.screen.model.rowCount():
            self.first_run.begin()
