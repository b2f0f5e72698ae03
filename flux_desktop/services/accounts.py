"""All accounts of this run, and which of them is in use."""

from collections.abc import Callable

from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.redaction import redact
from flux_desktop.domain.generation import Generation
from flux_desktop.domain.server import Server
from flux_desktop.services.account import Account, FindServer, MakeClient, account_name
from flux_desktop.services.practice_server import PRACTICE_KEY
from flux_desktop.services.troubles import TroubleBoard

_PRACTICE = Server("practice", "")


class Accounts:
    """Accounts stay when another one is chosen: what is under way with the old one is finished with its key."""

    def __init__(
        self,
        *,
        make_account: Callable[[str], Account],
        make_client: MakeClient,
        find_server: FindServer,
        board: TroubleBoard,
    ) -> None:
        self._make_account = make_account
        self._make_client = make_client
        self._find_server = find_server
        self._board = board
        self._accounts: dict[str, Account] = {}
        self.current: Account | None = None
        self.current_server: Server | None = None

    def use(self, server: Server, key: str | None) -> Account:
        account = self._named(account_name(server.name))
        self.current, self.current_server = account, server
        self._board.show_account(account.name)
        account.use(server, key or (PRACTICE_KEY if server.is_practice else None))
        return account

    def of(self, generation: Generation) -> Account:
        """The account a generation belongs to, whichever is in use now."""
        return self._named(account_name(generation.server))

    def try_again(self) -> None:
        for account in self._accounts.values():
            account.try_again()

    async def temporary_client(self, server: Server, key: str) -> BflClient:
        """For a key that is only looked at. To be closed by the caller."""
        return self._make_client(await self._find_server(server), lambda: key)

    def redact(self, text: str) -> str:
        """``text`` without any key that is in use."""
        for account in self._accounts.values():
            text = redact(text, account.key)
        return redact(text)

    async def aclose(self) -> None:
        for account in self._accounts.values():
            await account.aclose()

    def _named(self, name: str) -> Account:
        if name not in self._accounts:
            account = self._accounts[name] = self._make_account(name)
            if name == _PRACTICE.name:
                account.use(_PRACTICE, PRACTICE_KEY)
        return self._accounts[name]
