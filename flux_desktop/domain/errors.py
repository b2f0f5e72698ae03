"""Failures that are expected, as one tree.

    FluxDesktopError
      ServiceError                  something between here and BFL
        NotSentError                provably never reached BFL: sending again costs nothing
        OutcomeUnknownError         BFL may have accepted, and charged: never sent again by the program
        KeyRefusedError             BFL does not accept the key (401, 403)
          KeyMissingError           there is none yet, so nobody was asked
        OutOfCreditsError           402
        RateLimitedError            429, with the seconds BFL asked for, if any
        RequestRefusedError         400 or 422: a setting BFL does not take
        ServiceTroubleError         BFL answered with a fault of its own
        UntrustedAddressError       an address the key must not go to
        LinkExpiredError            the download link is dead
        DamagedDownloadError        what arrived is not a whole picture
      LibraryError
        DiskFullError
        LibraryUnavailableError     missing, read-only, or not a folder
          DatabaseLostError         its file was deleted or replaced while it was open
          PicturesUnreachableError  the folder that pictures are to be read from is not there
        LibraryInUseError           another running program has it
        DatabaseDamagedError
        DatabaseTooNewError         written by a newer version of the program
      KeychainError
        KeychainMissingError        no keychain service
        KeychainLockedError
        KeychainSilentError         no answer within the deadline
        KeychainBrokenError         it answered, but not with what was stored
      InvalidKeyError               the text cannot be a key
      ProfileUnavailableError       the folder of settings and database cannot be made or written
      UnreadableImageError          a file that is no picture we can read
      PracticeServerError           the practice server did not start or died
      NameTakenError                another album has this name
      SpendingLimitError            it would pass a limit that the person has set
      UnsuitableFolderError         a folder that something may not be put into, or does not hold what is looked for
      WorkCancelledError            the person has stopped what was being done

Whatever is not in this tree is a bug of the program and goes to the crash report. Messages are for the log and for
"Details"; the sentences people read are in ``ui/errors.py``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flux_desktop.domain.money import Hundredths
    from flux_desktop.domain.spending import SpendingLimit


class FluxDesktopError(Exception):
    """The root. ``retriable``: the same thing may go well a little later without anyone doing anything."""

    retriable = False


class ServiceError(FluxDesktopError):
    pass


class NotSentError(ServiceError):
    retriable = True


class OutcomeUnknownError(ServiceError):
    pass


class KeyRefusedError(ServiceError):
    pass


class KeyMissingError(KeyRefusedError):
    pass


class OutOfCreditsError(ServiceError):
    pass


class RateLimitedError(ServiceError):
    retriable = True

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class RequestRefusedError(ServiceError):
    """``field`` is the name of the setting in BFL's schema, when the answer named one."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class ServiceTroubleError(ServiceError):
    retriable = True

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class UntrustedAddressError(ServiceError):
    pass


class LinkExpiredError(ServiceError):
    pass


class DamagedDownloadError(ServiceError):
    retriable = True


class LibraryError(FluxDesktopError):
    pass


class DiskFullError(LibraryError):
    retriable = True


class LibraryUnavailableError(LibraryError):
    retriable = True


class PicturesUnreachableError(LibraryUnavailableError):
    pass


class DatabaseLostError(LibraryUnavailableError):
    pass


class LibraryInUseError(LibraryError):
    """``computer`` is the name of another computer that has the library open; empty when it is this one."""

    def __init__(self, message: str, computer: str = "") -> None:
        super().__init__(message)
        self.computer = computer


class DatabaseDamagedError(LibraryError):
    pass


class DatabaseTooNewError(LibraryError):
    pass


class KeychainError(FluxDesktopError):
    pass


class KeychainMissingError(KeychainError):
    pass


class KeychainLockedError(KeychainError):
    retriable = True


class KeychainSilentError(KeychainError):
    retriable = True


class KeychainBrokenError(KeychainError):
    pass


class InvalidKeyError(FluxDesktopError):
    pass


class ProfileUnavailableError(FluxDesktopError):
    pass


class UnreadableImageError(FluxDesktopError):
    """Its text, where it has one, is a sentence for the person."""


class PracticeServerError(FluxDesktopError):
    retriable = True


class NameTakenError(FluxDesktopError):
    """The message is the name."""


class SpendingLimitError(FluxDesktopError):
    """Nothing was queued. ``spent`` counts towards ``limit`` already, ``wanted`` would come to it: ``None`` when BFL
    publishes no price."""

    def __init__(self, limit: "SpendingLimit", spent: "Hundredths", wanted: "Hundredths | None") -> None:
        super().__init__(f"{wanted} on top of {spent} would pass {limit}")
        self.limit = limit
        self.spent = spent
        self.wanted = wanted


class UnsuitableFolderError(FluxDesktopError):
    """``words`` say it to the person who chose the folder."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class WorkCancelledError(FluxDesktopError):
    pass
