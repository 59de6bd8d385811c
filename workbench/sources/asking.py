"""Ask a publisher's service: streaming, time limits, and patience with its hiccups.

A hiccup (429, 5xx, silence, a broken or unreadable answer) is tried again, longer and longer apart and never sooner
than the service asks. What cannot mend itself (400, 404) is reported at once.
"""

import email.utils
import json
import time
from collections.abc import Callable

import httpx
import tenacity

from workbench.errors import SourceChanged, SourceUnavailable
from workbench.settings import PATIENCE, TRIES
from workbench.sources.addresses import base_url, name_of

LONGEST_WAIT = 120  # seconds; a service that asks for more is left for later
WHOLE_ANSWER = 10  # times PATIENCE that one answer may take altogether
KEPT = "Er is niets opgeslagen en de vorige cijfers blijven staan."
LOOK = "Laat een data-officier naar de databron kijken."
AGENT = "datawerkplaats (regional workbench)"


class Hiccup(Exception):
    """Something that may be over in a moment; `wait` is what the service asked for, in seconds."""

    def __init__(self, reason: str, *, wait: float | None = None):
        super().__init__(reason)
        self.wait = wait


class Service:
    """One publisher's host. `ask` gives parsed JSON, or raises SourceUnavailable or SourceChanged."""

    def __init__(self, host: str):
        self.host, self.base = host, base_url(host)
        limit = float(PATIENCE.read())
        self._deadline = limit * WHOLE_ANSWER
        self._client = httpx.Client(timeout=httpx.Timeout(limit), headers={"User-Agent": AGENT}, follow_redirects=False)

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, path: str, *, query: dict[str, object] | None = None, what: str) -> dict:
        """The JSON object at `path`; `what` says in Dutch what was asked for, for the sentence on screen."""
        return self._patiently(lambda: self._json(path, query), what=what)

    def text(self, path: str, *, query: dict[str, object] | None = None, what: str) -> bytes:
        """The bytes at `path`."""
        return self._patiently(lambda: self._body(path, query), what=what)

    def _patiently(self, attempt: Callable, *, what: str):
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(int(TRIES.read())),
            wait=_pause,
            retry=tenacity.retry_if_exception_type(Hiccup),
            reraise=True,
        )
        try:
            return retrying(attempt)
        except Hiccup as hiccup:
            raise SourceUnavailable(
                f"{self.host} did not answer well for {what}: {hiccup}",
                page=f"{name_of(self.host)} geeft nu geen goed antwoord ({hiccup}). {KEPT} Probeer het later opnieuw.",
                service=self.host,
                reason=str(hiccup),
            ) from hiccup
        except _Refused as refused:
            raise self._changed(refused, what=what) from refused

    def _changed(self, refused: "_Refused", *, what: str) -> SourceChanged:
        gone = refused.status in (404, 410)
        reason = f"heeft {what} niet meer op dit adres" if gone else f"weigert de vraag om {what}"
        return SourceChanged(
            f"{self.host} answered {refused.status} for {what}",
            page=f"{name_of(self.host)} {reason} (foutcode {refused.status}). {KEPT} {LOOK}",
            service=self.host,
            status=refused.status,
            gone=gone,
        )

    def _json(self, path: str, query: dict[str, object] | None) -> dict:
        body = self._body(path, query)
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise Hiccup("het antwoord is onvolledig of onleesbaar") from error
        if not isinstance(answer, dict):
            raise Hiccup("het antwoord is onleesbaar")
        return answer

    def _body(self, path: str, query: dict[str, object] | None) -> bytes:
        started, parts = time.monotonic(), []
        try:
            with self._client.stream("GET", f"{self.base}/{path.lstrip('/')}", params=query) as answer:
                _judge(answer)
                for part in answer.iter_bytes():
                    parts.append(part)
                    if time.monotonic() - started > self._deadline:
                        raise Hiccup("het antwoord duurt te lang")
        except httpx.TimeoutException as error:
            raise Hiccup("geen antwoord binnen de tijd") from error
        except httpx.ConnectError as error:
            raise Hiccup("geen verbinding") from error
        except httpx.HTTPError as error:
            raise Hiccup("de verbinding brak af") from error
        return b"".join(parts)


class _Refused(Exception):
    def __init__(self, status: int):
        super().__init__(str(status))
        self.status = status


def _judge(answer: httpx.Response) -> None:
    if answer.status_code == 429 or answer.status_code >= 500:
        wait = _asked_wait(answer.headers.get("Retry-After", ""))
        reason = "te veel vragen achter elkaar" if answer.status_code == 429 else "storing"
        raise Hiccup(f"{reason}, foutcode {answer.status_code}", wait=wait)
    if answer.status_code != 200:
        raise _Refused(answer.status_code)


def _asked_wait(header: str) -> float | None:
    """Seconds, from a number or a moment. Source: RFC 9110, 10.2.3."""
    if header.strip().isdigit():
        return float(header)
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


def _pause(state: tenacity.RetryCallState) -> float:
    hiccup = state.outcome.exception()
    grown = tenacity.wait_exponential_jitter(multiplier=0.5, max=20, jitter=0.5)(state)
    if hiccup.wait is not None and hiccup.wait > LONGEST_WAIT:
        raise Hiccup(f"{hiccup}; de dienst vraagt om {hiccup.wait:.0f} seconden te wachten")
    return max(grown, hiccup.wait or 0.0)
