"""The job that works requests off, beside whoever changes them."""

import asyncio
from collections.abc import Callable

import pytest

from mosip_mock.credentials.job import IssuingJob
from mosip_mock.credentials.requests import CredentialRequest, CredentialRequests
from mosip_mock.registration.issuing import CredentialWishes
from tests.benches.bureau import FATHER, PARTNER, RID, Bureau

Change = Callable[[IssuingJob], object]


class Desk:
    """Stands for the issuer: with the first request, something happens to the second; the third is the last."""

    def __init__(self, requests: CredentialRequests) -> None:
        self.issued: list[CredentialRequest] = []
        self.done = asyncio.Event()
        self.then: Callable[[], object] = lambda: None
        self._requests = requests

    def issue(self, request: CredentialRequest) -> None:
        self.issued.append(request)
        self._requests.set_status(request.request_id, "ISSUED", at=request.created_at)
        match request.request_id:
            case "first":
                self.then()
            case "third":
                self.done.set()


def ask(job: IssuingJob, request_id: str, credential_type: str = "vercred") -> None:
    job.issue(
        rid=RID,
        uin=FATHER,
        process="",
        partner_id=PARTNER,
        credential_type=credential_type,
        template="",
        wishes=CredentialWishes(request_id=request_id),
    )


async def issued(bureau: Bureau, change: Change) -> list[tuple[str, str]]:
    """Ids and types of what is issued of three requests, when this happens while they are worked off."""
    desk = Desk(bureau.job.requests)
    job = IssuingJob(bureau.world, lambda: desk)  # type: ignore[arg-type,return-value]  # no more of it is used
    desk.then = lambda: change(job)
    for request_id in ("first", "second", "third"):
        ask(job, request_id)
    working = asyncio.create_task(job.run())
    await desk.done.wait()
    working.cancel()
    return [(request.request_id, request.credential_type) for request in desk.issued]


def cancel(job: IssuingJob) -> None:
    kept = job.requests.find("second")
    assert kept is not None
    job.requests.set_status("second", "CANCELLED", at=kept.created_at)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda _: None, [("first", "vercred"), ("second", "vercred"), ("third", "vercred")]),
        (cancel, [("first", "vercred"), ("third", "vercred")]),
        (
            lambda job: ask(job, "second", "euin"),
            [("first", "vercred"), ("second", "euin"), ("third", "vercred")],
        ),
    ],
    ids=["nothing", "cancelled", "asked for anew"],
)
def test_request_is_issued_as_it_is_when_its_turn_comes(
    bureau: Bureau, change: Change, expected: list[tuple[str, str]]
) -> None:
    assert asyncio.run(issued(bureau, change)) == expected
