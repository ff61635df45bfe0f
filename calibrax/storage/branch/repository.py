"""The private bare repository ``.branch.git`` of a store: commits and trees, and few contents."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping

from calibrax.errors import DataError, ServiceError
from calibrax.storage.branch import private
from calibrax.storage.branch.listing import Listing
from calibrax.storage.branch.private import REMOTE, ObjectFormat
from calibrax.storage.branch.remote import Remote
from calibrax.storage.branch.tree import Entry, entries_of
from calibrax.storage.git import MINUTES, Finished, Git

FOLDER = ".branch.git"

_TIP = "refs/calibrax/tip"
_NEXT = "refs/calibrax/next"
_PULLED = "refs/calibrax/pulled"
_TREE = ("-t", "-z", "--full-tree")
_OPTIONS = ("--filter=blob:none", "--no-tags", "--no-write-fetch-head")


class Repository:
    """What the store keeps of one branch of one remote; made anew for another one.

    Raises:
        DataError: the folder cannot be written.
    """

    def __init__(self, store: str, remote: Remote, branch: str, environ: Mapping[str, str]) -> None:
        self.store = os.path.abspath(store)
        self.branch = branch
        self.remote = remote
        self._path = os.path.join(self.store, FOLDER)
        self._environ = {**environ, **remote.credentials(environ)}
        self._git = Git(self.store, self._environ, self._path)
        if not private.take_up(self._path, remote.url, branch):
            private.make(self._path, remote.url, branch)

    @property
    def url(self) -> str:
        """The remote, as it may be shown."""
        return self.remote.url

    @property
    def name(self) -> str:
        """The branch and its remote, as they may be shown."""
        return f"branch {self.branch} of {self.url}"

    def fetch(self) -> tuple[str | None, tuple[str, ...]]:
        """Fetch the branch's newest commit and its trees, and return its id and warnings.

        The id is ``None`` when the remote has no such branch.

        Raises:
            ServiceError: git cannot fetch, for any other reason.
        """
        done = self._fetch_tip()
        if done.code and "mismatched algorithms" in done.err:
            theirs: ObjectFormat = "sha256" if "server sha256" in done.err else "sha1"
            private.make(self._path, self.url, self.branch, theirs)
            done = self._fetch_tip()
        if done.code and f"couldn't find remote ref refs/heads/{self.branch}" in done.err:
            return None, ()
        self._require_fetched(done)
        slow = "filtering not recognized by server" in done.err
        told = f"{self.url}: does not filter what it sends, so the whole branch was fetched"
        return self._resolve(_TIP), (told,) if slow else ()

    def entries(self, commit: str) -> list[Entry]:
        """Return what stands in a commit's folders, at every depth."""
        return list(entries_of(self._local("ls-tree", "-r", *_TREE, commit)))

    def entries_at(self, commit: str, paths: Iterable[str]) -> dict[str, Entry]:
        """Return what stands at these paths of a commit, without those where nothing does."""
        listed = self._local("--literal-pathspecs", "ls-tree", *_TREE, commit, "--", *paths)
        return {entry.path: entry for entry in entries_of(listed)}

    def tree(self, commit: str) -> str:
        """Return the id of a commit's tree."""
        found = self._resolve(f"{commit}^{{tree}}")
        assert found
        return found

    def hashes(self, paths: Iterable[str]) -> Listing:
        """Return the ids that the store's files on disk would have on the branch.

        Raises:
            DataError: one cannot be read.
        """
        paths = list(paths)
        listed = b"".join(os.fsencode(path) + b"\n" for path in paths)
        done = self._git.run("hash-object", "--no-filters", "--stdin-paths", stdin=listed)
        if done.code:
            raise DataError(f"{self.store}: {done.reason}")
        return dict(zip(paths, done.out.decode().split(), strict=True))

    def contents(self, commit: str | None, listing: Listing) -> Iterator[tuple[str, bytes]]:
        """Yield paths of a commit's listing with their contents; one fetch brings what is missing.

        Raises:
            ServiceError: git cannot fetch.
        """
        if commit is None or not listing:
            return
        self._fetch_missing(commit, set(listing.values()))
        with self._git.conversation("cat-file", "--batch") as (questions, answers):
            for path, blob in listing.items():
                questions.write(blob.encode() + b"\n")
                questions.flush()
                _, _, size = answers.readline().rpartition(b" ")
                if not size.strip().isdigit():
                    raise DataError(self._broken(f"{path}: its content {blob} is missing"))
                yield path, answers.read(int(size))
                answers.read(1)

    def commit(self, stream: Iterable[bytes]) -> str:
        """Make a commit from lines in the form of git fast-import; return its id.

        Raises:
            DataError: the repository cannot be written.
        """
        command = ("fast-import", "--quiet", "--done", "--force", "--date-format=now")
        try:
            with tempfile.TemporaryFile(dir=self._path) as file:
                file.write(f"commit {_NEXT}\nmark :1\n".encode())
                file.writelines(stream)
                file.write(b"get-mark :1\ndone\n")
                file.seek(0)
                done = self._git.run(*command, stdin=file)
        except OSError as error:
            reason = error.strerror or str(error)
            raise DataError(f"{self._path}: cannot be written: {reason}") from None
        if done.code:
            raise DataError(self._broken(done.reason))
        return done.out.decode().strip()

    def push(self, commit: str, tip: str | None) -> Finished:
        """Push a commit if the branch is still at ``tip``, or still absent for ``None``."""
        ref = f"refs/heads/{self.branch}"
        lease = f"--force-with-lease={ref}:{tip or ''}"
        command = ("push", "--porcelain", "--no-verify", lease, REMOTE, f"{commit}:{ref}")
        return self._git.run(*command, seconds=60 * MINUTES)

    def pulled(self) -> tuple[bool, str | None]:
        """Tell whether the branch was pulled or pushed before, and which commit it was at.

        The commit is ``None`` where there was no branch then.
        """
        found = self._resolve(f"{_PULLED}^{{tree}}")
        return found is not None, self._resolve(f"{_PULLED}^{{commit}}")

    def remember(self, commit: str | None) -> None:
        """Keep the commit that the store agrees with; ``None``: there is no branch."""
        seen = commit or self._local("hash-object", "-t", "tree", "-w", "--stdin").decode().strip()
        self._local("update-ref", _PULLED, seen)

    def _fetch_tip(self) -> Finished:
        return self._fetch("default", "--depth=1", REMOTE, f"+refs/heads/{self.branch}:{_TIP}")

    def _fetch_missing(self, commit: str, wanted: set[str]) -> None:
        command = ("rev-list", "--objects", "--no-object-names", "--missing=print", commit)
        listed = self._local(*command).decode().split()
        missing = sorted(wanted & {line[1:] for line in listed if line.startswith("?")})
        if missing:
            ids = "".join(f"{blob}\n" for blob in missing).encode()
            self._require_fetched(self._fetch("noop", "--stdin", REMOTE, stdin=ids))

    def _fetch(self, negotiation: str, *arguments: str, stdin: bytes = b"") -> Finished:
        """Fetch; with ``noop`` the server hears of no commits, whose blobs it would leave out."""
        command = ("-c", f"fetch.negotiationAlgorithm={negotiation}", "fetch", *_OPTIONS)
        return self._git.run(*command, *arguments, stdin=stdin, seconds=60 * MINUTES)

    def _require_fetched(self, done: Finished) -> None:
        if done.code:
            raise ServiceError(
                f"{self.url}: the branch {self.branch} cannot be fetched: {done.reason}"
            )

    def _resolve(self, name: str) -> str | None:
        done = self._git.run("rev-parse", "--verify", "--quiet", name)
        return done.out.decode().strip() if done.code == 0 else None

    def _local(self, *command: str, stdin: bytes = b"") -> bytes:
        done = self._git.run(*command, stdin=stdin)
        if done.code:
            raise DataError(self._broken(done.reason))
        return done.out

    def _broken(self, reason: str) -> str:
        return f"{self._path}: {reason}; to make it anew, remove this folder and pull again"
