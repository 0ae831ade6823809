"""How is an upload held within its limit? Its bytes are counted as they come, and those beyond are not written."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from sceau.files.bounds import MEGABYTE

TOO_LARGE = "upload_too_large"
"""What is set on a request whose file was left out."""


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Write a file as it comes to a temporary one; leave it out as soon as it is more than is allowed."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        """Write a chunk, or leave the file out: the form is answered, and says why."""
        if start + len(raw_data) > settings.ENVIRONMENT.upload_megabytes * MEGABYTE:
            setattr(self.request, TOO_LARGE, True)
            self.file.close()
            raise SkipFile
        super().receive_data_chunk(raw_data, start)
