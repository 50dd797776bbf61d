"""A relying party on fayda-sdk, run by the SDK's own interpreter.

The first line on standard input is the settings (`base_url`, `client_id`, `key`, `redirect_uri`, `claims`); it prints
the authorize URL, reads the address that the user came back to, and prints what the SDK made of it. Everything JSON.
"""

import json
import sys
from urllib.parse import parse_qs, urlsplit

from fayda_sdk import FaydaClient  # type: ignore[import-not-found]  # it stands in an environment of its own


def say(**content: object) -> None:
    print(json.dumps(content), flush=True)  # noqa: T201 - what the test reads


def main() -> None:
    settings = json.loads(sys.stdin.readline())
    with FaydaClient(settings["client_id"], settings["key"], settings["redirect_uri"]) as client:
        client.config.base_url = settings["base_url"]
        authorization = client.auth.get_authorization_url(settings.get("claims"))
        say(authorizeUrl=authorization.url)
        returned = {name: values[0] for name, values in parse_qs(urlsplit(sys.stdin.readline().strip()).query).items()}
        try:
            client.auth.validate_callback(returned["state"], authorization.state)
            tokens = client.token.exchange(returned["code"], authorization.code_verifier)
            user = client.userinfo.get(tokens.access_token)
        except Exception as error:  # noqa: BLE001 - whatever the SDK raises is the result
            say(error=type(error).__name__, message=str(error))
            return
        say(user=vars(user), expiresIn=tokens.expires_in)


if __name__ == "__main__":
    main()
