"""Each process of a parallel run has a folder, and so a keyring, of its own."""

import os
from pathlib import Path

from django.conf import settings


def test_the_settings_were_read_from_the_folder_of_this_process() -> None:
    assert Path(os.environ["ATTUNE_VAR"]) == settings.VAR
