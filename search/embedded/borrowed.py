"""Reading an index where nothing may be written.

Tantivy locks a file in the folder even to read. So the files are opened through links in a temporary folder, where it can.
"""

import os
import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp


class Place:
    """Where a generation is opened: its own folder, or links to its files as they are now if nothing may be written there.

    The links are removed with the object. Raises `OSError`.
    """

    def __init__(self, folder: Path) -> None:
        self.path, self.borrowed = folder, not os.access(folder, os.W_OK) and folder.is_dir()
        if not self.borrowed:
            return
        self.path = Path(mkdtemp(prefix="serai-index-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        for file in folder.iterdir():
            if file.suffix != ".lock":
                (self.path / file.name).symlink_to(file.absolute())
