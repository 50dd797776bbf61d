"""All options that only the MOSIP mock has, in the order of its help and of `docs/settings.md`."""

from mosip_mock.options.authentication import AUTHENTICATION
from mosip_mock.options.delivery import DELIVERY
from mosip_mock.options.registration import REGISTRATION
from shared.options import together

mosip_options = together((*AUTHENTICATION, *REGISTRATION, *DELIVERY))
