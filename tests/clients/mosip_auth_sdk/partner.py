"""A partner on mosip-auth-sdk, run by the SDK's own interpreter.

Each line on standard input is a call (`{"method": "auth", "arguments": {...}}`); the first line is the configuration.
It prints what IDA answered, with the decrypted identity of an eKYC. Everything JSON.
"""

import json
import sys
from types import SimpleNamespace

from mosip_auth_sdk import MOSIPAuthenticator
from mosip_auth_sdk.models import BiometricModel, DemographicsModel


def say(**content: object) -> None:
    print(json.dumps(content), flush=True)  # noqa: T201 - what the test reads


def main() -> None:
    configuration = json.loads(sys.stdin.readline())
    sections = {name: SimpleNamespace(**members) for name, members in configuration.items()}
    authenticator = MOSIPAuthenticator(config=SimpleNamespace(**sections))
    for line in sys.stdin:
        call = json.loads(line)
        arguments = call["arguments"]
        if (demographics := arguments.pop("demographics", None)) is not None:
            arguments["demographic_data"] = DemographicsModel(**demographics)
        if (captures := arguments.pop("captures", None)) is not None:
            arguments["biometrics"] = [BiometricModel.model_validate(capture) for capture in captures]
        response = getattr(authenticator, call["method"])(**arguments)
        body = response.json()
        identity = None
        if call["method"] == "kyc" and body["response"]["kycStatus"]:
            identity = authenticator.decrypt_response(body)
        say(status=response.status_code, body=body, identity=identity, headers=dict(response.headers))


if __name__ == "__main__":
    main()
