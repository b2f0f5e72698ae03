"""One account at BFL (or practice, or another server): its key, its clients, its balance, and whether it answers."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from flux_desktop.bfl.client import BflClient
from flux_desktop.domain.errors import KeyRefusedError, NotSentError, PracticeServerError, ServiceError
from flux_desktop.domain.generation import Cause
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.server import Region, Server
from flux_desktop.services.clock import Bell
from flux_desktop.services.lane import Lane
from flux_desktop.services.retry import Backoff
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.troubles import Source, TroubleBoard

KeySource = Callable[[], str | None]
MakeClient = Callable[[Server, KeySource], BflClient]
FindServer = Callable[[Server], Awaitable[Server]]

_NO_KEY = "no_key"
_BFL = "bfl"
_OFFLINE_DELAYS_S = (2.0, 60.0)
_LIFTED_BY_A_PERSON = (Cause.KEY_REFUSED, Cause.OUT_OF_CREDITS, Cause.SERVICE_TROUBLE)


def account_name(server_name: str) -> str:
    """BFL's regions share one account, and so one key and its limits; practice and each other server have their own."""
    return _BFL if server_name in list(Region) else server_name


class Account:
    """``find_server`` turns a server as it is chosen into one with an address (practice is started by it).

    While the account cannot be reached, one look at the balance after another finds out when it can be again; all
    others wait for the bell, which also rings when a person asks to try again or enters a key.
    """

    def __init__(
        self,
        name: str,
        *,
        lane: Lane,
        bell: Bell,
        board: TroubleBoard,
        tasks: TaskSet,
        make_client: MakeClient,
        find_server: FindServer,
        on_balance: Callable[["Account", Hundredths | None], None],
        on_change: Callable[[], None],
    ) -> None:
        self.name = name
        self.lane = lane
        self.bell = bell
        self._board = board
        self._tasks = tasks
        self._make_client = make_client
        self._find_server = find_server
        self._on_balance = on_balance
        self._on_change = on_change
        self._server: Server | None = None
        self._key: str | None = None
        self._clients: dict[Server, BflClient] = {}
        self._warm: set[BflClient] = set()
        self._warming = asyncio.Lock()
        self._is_looking = self._is_offline = False
        lane.hold(_NO_KEY)

    @property
    def key(self) -> str | None:
        return self._key

    @property
    def has_key(self) -> bool:
        return self._key is not None and self._server is not None

    def use(self, server: Server, key: str | None) -> None:
        """From now on this server and this key. With a new key, what the old one was refused for is tried again."""
        is_new = (server, key) != (self._server, self._key)
        self._server, self._key = server, key
        if is_new:
            self._on_balance(self, None)
        if key is None:
            self.lane.hold(_NO_KEY)
            return
        self.lane.let_go(_NO_KEY)
        if is_new:
            self.try_again()

    async def connect(self, *, warm: bool = False) -> tuple[Server, BflClient]:
        """The server in use and a client for it; a warm one has spoken with the server before.

        Raises:
            KeyRefusedError: there is no key.
            PracticeServerError: the practice server does not start.
        """
        if self._server is None or self._key is None:
            raise KeyRefusedError("there is no key")
        server = await self._find_server(self._server)
        client = self._clients.get(server)
        if client is None:
            client = self._clients[server] = self._make_client(server, lambda: self._key)
        if warm:
            await self._warm_up(client)
        return server, client

    def try_again(self) -> None:
        """A person says that whatever was wrong is mended."""
        self._lift(*_LIFTED_BY_A_PERSON)
        self.lane.hurry()
        self.bell.ring()
        self._on_change()

    async def look_at_balance(self, *, lifts_at: Hundredths | None = None) -> None:
        """Read the balance and tell it. With ``lifts_at``, a balance of so much ends what an empty one has stopped.

        Raises:
            NotSentError, PracticeServerError: it cannot be reached.
        """
        key = self._key
        try:
            _, client = await self.connect(warm=True)
            balance = await client.credits()
        except (NotSentError, PracticeServerError):
            self._on_balance(self, None)
            raise
        except KeyRefusedError as error:
            self._on_balance(self, None)
            self.refused(str(error), key)
        except ServiceError:
            self._on_balance(self, None)
        else:
            self._on_balance(self, balance)
            self.lane.answered()
            self._lift_by_balance(balance, lifts_at)
        self.reached()
        self._on_change()

    async def tell_balance(self) -> None:
        """Read the balance, only to show it; nothing is begun or ended by it."""
        with suppress(NotSentError, PracticeServerError):
            await self.look_at_balance()

    def reached(self) -> None:
        """It has answered something."""
        if self._is_offline:
            self._is_offline = False
            self._board.clear(self.name, Cause.OFFLINE)
            self.lane.hurry()
            self.bell.ring()
            self._on_change()

    def unreachable(self, detail: str) -> None:
        """A request did not get there. Whether it was that one or all of them, the next look at the balance tells."""
        if not self._is_looking and self.has_key:
            self._is_looking = True
            self._tasks.spawn(self._look_until_reached(detail))

    def refused(self, detail: str, key: str | None) -> None:
        """This key was not accepted: nothing more is sent with it. It may have been replaced in the meantime."""
        if key is None or key != self._key:
            return
        self.lane.hold(Cause.KEY_REFUSED)
        self._board.report(Cause.KEY_REFUSED, self.name, detail, account=self.name)

    def out_of_credits(self, detail: str, key: str | None) -> None:
        if key != self._key:
            return
        self.lane.hold(Cause.OUT_OF_CREDITS)
        self._board.report(Cause.OUT_OF_CREDITS, self.name, detail, account=self.name)

    def in_doubt(self, detail: str) -> None:
        """Nobody knows what became of a request; after a few of these in a row a person has to say how it goes on."""
        if self.lane.in_doubt():
            self._board.report(Cause.SERVICE_TROUBLE, self.name, detail, account=self.name)

    def make_way(self, generation_id: ItemId) -> None:
        """It takes very long: others may go meanwhile."""
        self.lane.release(generation_id)
        self._on_change()

    def troubled(self, source: Source, detail: str, retry_in_s: float) -> None:
        """It answers, but with faults of its own, again and again, to whoever ``source`` is."""
        self._board.report(Cause.SERVICE_TROUBLE, source, detail, account=self.name, retry_in_s=retry_in_s)

    def untroubled(self, source: Source) -> None:
        self._board.clear(source, Cause.SERVICE_TROUBLE)

    def slowed_down(self, detail: str, asked_s: float | None) -> None:
        delay_s = self.lane.slow_down(asked_s)
        self._board.report(Cause.RATE_LIMITED, self.name, detail, account=self.name, retry_in_s=delay_s)

    def accepted(self) -> None:
        """A request was taken: whatever slowed us down is over, also if it was on its way before that began."""
        self._board.clear(self.name, Cause.RATE_LIMITED)
        self._lift(Cause.SERVICE_TROUBLE)
        self.reached()

    async def aclose(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()
        self._warm.clear()

    async def _warm_up(self, client: BflClient) -> None:
        async with self._warming:
            if client not in self._warm:
                await client.warm_up()
                self._warm.add(client)

    def _lift(self, *causes: Cause) -> None:
        self.lane.let_go(*causes)
        self._board.clear(self.name, *causes)

    def _lift_by_balance(self, balance: Hundredths, lifts_at: Hundredths | None) -> None:
        if lifts_at is None:
            return
        self._lift(Cause.KEY_REFUSED)
        if balance >= max(1, lifts_at):
            self._lift(Cause.OUT_OF_CREDITS)

    async def _look_until_reached(self, detail: str) -> None:
        backoff, failures = Backoff(*_OFFLINE_DELAYS_S), 0
        try:
            while True:
                try:
                    await self.look_at_balance()
                except (NotSentError, PracticeServerError) as error:
                    detail = str(error) or detail
                else:
                    return
                failures += 1
                delay_s = backoff.delay_s(failures)
                self._is_offline = True
                self._board.report(Cause.OFFLINE, self.name, detail, account=self.name, retry_in_s=delay_s)
                await self.bell.wait(delay_s)
        finally:
            self._is_looking = False
