"""ID authentication in this process: one app over one world, its partners, its clock, its journal."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from starlette.testclient import TestClient

from mosip_mock.app import create_app
from mosip_mock.settings import Settings
from shared.control.tolerances import parse_tolerances
from shared.settings import Addresses
from shared.world import World, open_world
from tests.support.captures import Device
from tests.support.ida_client import API_KEY, MISP_KEY, PARTNER_ID, IdaAnswer, IdaClient, transaction_id
from tests.support.ida_recipe import SignedRequest
from tests.support.kit import Kit

BASE: Final = "http://localhost:20240"
CLIENT_ID: Final = "mock-client_id"
POLICY_ID: Final = "crvs-policy"
NAME: Final = "Maria Isabel Powell"
DEMOGRAPHICS: Final[dict[str, Any]] = {"dob": "1990/04/05", "name": [{"language": "eng", "value": NAME}]}


@dataclass(frozen=True, kw_only=True)
class InProcessClient(IdaClient):
    """A partner whose requests go straight into the app."""

    http: TestClient

    def _send(self, kind: str, request: SignedRequest) -> IdaAnswer:
        parts = "/".join(quote(part, safe="") for part in (self.misp_key, self.partner_id, self.api_key))
        return self.at(f"/idauthentication/v1/{kind}/{parts}", request)

    def at(self, path: str, request: SignedRequest) -> IdaAnswer:
        """Post to any path."""
        answer = self.http.post(path, content=request.body, headers=request.headers)
        return IdaAnswer(answer.status_code, answer.content, answer.headers)


@dataclass
class IdaBench:
    """One app over one world."""

    world: World
    settings: Settings
    kit: Kit
    device: Device
    http: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = TestClient(create_app(self.settings, self.world), base_url=BASE, raise_server_exceptions=True)

    @classmethod
    def open(cls, data_dir: Path, device: Device, *, tolerate: str = "none", **settings: Any) -> "IdaBench":
        tolerances = parse_tolerances(tolerate)
        world = open_world(data_dir, app="mosip", tolerances=tolerances)
        addresses = Addresses(public=BASE, internal=BASE, bound=BASE)
        made = Settings(addresses=addresses, data_dir=data_dir, tolerances=tolerances, **settings)
        return cls(world, made, Kit.read(data_dir / "kit"), device)

    def close(self) -> None:
        self.world.close()

    def partner(self, **changes: Any) -> InProcessClient:
        """The partner that every OpenCRVS is."""
        return InProcessClient(**{"base_url": BASE, "kit": self.kit, "domain_uri": BASE, "http": self.http, **changes})

    def delegate(self, **changes: Any) -> InProcessClient:
        """The same partner as e-Signet calls: by OIDC client instead of API key."""
        return self.partner(**{"api_key": CLIENT_ID, **changes})

    def now(self) -> datetime:
        """The suite's time."""
        return self.world.clock.now()

    def advance(self, duration: timedelta) -> None:
        answer = self.http.put("/_mock/clock", json={"advanceSeconds": duration.total_seconds()})
        assert answer.status_code == 200, answer.text

    def citizen(self, **members: Any) -> dict[str, Any]:
        """A new citizen: an adult with all contact data, unless the members say otherwise."""
        given = {
            "fullName": NAME,
            "birthDate": "1990-04-05",
            "gender": "female",
            "phone": "9876543210",
            "email": "maria@example.org",
            **members,
        }
        answer = self.http.post("/_mock/citizens", json=given)
        assert answer.status_code == 201, answer.text
        person: dict[str, Any] = answer.json()
        return person

    def change(self, kind: str, key: str, **members: Any) -> None:
        """Change an entry of the registry, or a citizen, through the control API."""
        answer = self.http.patch(f"/_mock/{kind}/{key}", json=members)
        assert answer.status_code == 200, answer.text

    def add(self, kind: str, **members: Any) -> None:
        """Put an entry into the registry through the control API."""
        answer = self.http.post(f"/_mock/{kind}", json=members)
        assert answer.status_code == 201, answer.text

    def change_partner(self, **members: Any) -> None:
        self.change("partners", PARTNER_ID, **members)

    def change_policy(self, **members: Any) -> None:
        self.change("policies", POLICY_ID, **members)

    def change_api_key(self, **members: Any) -> None:
        self.change("api-keys", API_KEY, **members)

    def change_misp(self, **members: Any) -> None:
        self.change("misps", MISP_KEY, **members)

    def change_client(self, **members: Any) -> None:
        self.change("oidc-clients", CLIENT_ID, **members)

    def explanations(self, answer: IdaAnswer) -> list[dict[str, str]]:
        """Why the request was refused, as the journal tells."""
        assert answer.explanation_id, answer.content
        exchange = self.http.get(f"/_mock/requests/{answer.explanation_id}").json()
        explanations: list[dict[str, str]] = exchange["explanations"]
        return explanations

    def auth(self, person: dict[str, Any] | str, demographics: Any = DEMOGRAPHICS, **ingredients: Any) -> IdaAnswer:
        """Yes or no about a person, at the suite's time."""
        individual_id = person if isinstance(person, str) else person["uin"]
        return self.partner().auth(individual_id, demographics, **{"now": self.now(), **ingredients})

    def kyc(self, person: dict[str, Any], demographics: Any = DEMOGRAPHICS, **ingredients: Any) -> IdaAnswer:
        return self.partner().kyc(person["uin"], demographics, **{"now": self.now(), **ingredients})

    def otp(
        self, person: dict[str, Any] | str, transaction: str, channels: Any = ("email", "phone"), **ingredients: Any
    ) -> IdaAnswer:
        individual_id = person if isinstance(person, str) else person["uin"]
        wanted = list(channels) if isinstance(channels, tuple) else channels
        return self.partner().otp(individual_id, transaction, wanted, **{"now": self.now(), **ingredients})

    def auth_by_otp(self, person: dict[str, Any], transaction: str, otp: str = "111111", **further: Any) -> IdaAnswer:
        return self.auth(person, None, otp=otp, transaction=transaction, **further)

    def auth_by_captures(self, person: dict[str, Any], *makes: dict[str, Any], **ingredients: Any) -> IdaAnswer:
        """Authentication by one capture for each of the keyword sets for `Device.capture`."""
        transaction = ingredients.pop("transaction", None) or transaction_id()
        moment = self.now()
        segments = []
        for make in makes or ({},):
            given = dict(make)
            members = {"domainUri": BASE, "env": "Developer", **given.pop("data", {})}
            at = moment + given.pop("after", timedelta(0))
            segments.append(self.device.capture(given.pop("transaction", transaction), at, data=members, **given))
        return self.auth(person, None, transaction=transaction, **{"block": {"biometrics": segments}, **ingredients})

    def delegated(
        self,
        kind: str,
        person: dict[str, Any] | str,
        demographics: Any = DEMOGRAPHICS,
        *,
        by: InProcessClient | None = None,
        **ingredients: Any,
    ) -> IdaAnswer:
        """`kyc-auth` or `identity-key-binding`, as e-Signet calls them."""
        client = by or self.delegate()
        individual_id = person if isinstance(person, str) else person["uin"]
        word = {"kyc-auth": "kycauth", "identity-key-binding": "keybinding"}[kind]
        made = client.auth_request(individual_id, demographics, kind=word, **{"now": self.now(), **ingredients})
        return client.post(f"{kind}/delegated", made)

    def exchange(self, *, by: InProcessClient | None = None, kind: str = "kyc-exchange", **members: Any) -> IdaAnswer:
        """`kyc-exchange` (or `vci-exchange`), whose body is not encrypted."""
        from tests.support.ida_recipe import Recipe, build_request  # noqa: PLC0415 - used here alone

        client = by or self.delegate()
        outer = {
            "id": "mosip.identity.kycexchange",
            "version": "1.0",
            "requestTime": "",
            "transactionID": transaction_id(),
            "individualIdType": "UIN",
            "consentObtained": ["name", "birthdate"],
            "locales": ["eng"],
        }
        recipe = Recipe(style=client.style, now=self.now(), outer=members)
        return client.post(f"{kind}/delegated", build_request(self.kit, outer, None, recipe))
