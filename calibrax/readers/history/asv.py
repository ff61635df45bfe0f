"""The history of asv: its folder of results, with a file for each commit on each machine."""

import msgspec

from calibrax.errors import DataError
from calibrax.readers.asv_results import commits, reading_of
from calibrax.readers.assembly import Source
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.history.moments import History, Left, Moment
