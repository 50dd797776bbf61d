"""The in-process e-Signet of the e-Signet tests, for hazards that a relying party meets."""

from tests.esignet_mock.conftest import bench, open_bench, template_dir

__all__ = ["bench", "open_bench", "template_dir"]
