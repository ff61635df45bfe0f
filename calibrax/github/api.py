"""The few calls of GitHub's REST and GraphQL API that calibrax needs."""

from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

import msgspec

from calibrax.errors import Forbidden, ServiceError

_SECONDS = 15.0
_PAGE = 100
_PAGES = 50
_ACTIONS_BOT = "github-actions[bot]"


class NotFound(Forbidden):
    """Say that there is no such thing, or that the token may not know of it."""


_KINDS: dict[int, type[ServiceError]] = {401: Forbidden, 403: Forbidden, 404: NotFound}


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment on a pull request, and who wrote it."""

    id: int
    author: str
    body: str


class PullRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An open pull request: the commit at its head, its merge, and the branch it leads to."""

    number: int
    head_sha: str
    merge_sha: str | None
    base_branch: str


class GitHub:
    """The API at ``url``, asked about one repository with one token."""

    def __init__(self, url: str, repository: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._repository = f"{self._url}/repos/{repository}"
        self._token = token.strip()

    def login(self) -> str:
        """Return the name under which comments of this token appear."""
        graphql = f"{self._url.removesuffix('/v3')}/graphql"
        try:
            answer = self._call("POST", graphql, {"query": "query { viewer { login } }"})
            name = answer["data"]["viewer"]["login"]
        except (ServiceError, KeyError, TypeError):
            return _ACTIONS_BOT
        return str(name)

    def comments(self, pull_request: int) -> Iterator[Comment]:
        """Yield the comments on a pull request, the oldest first."""
        for item in self._listed(f"{self._repository}/issues/{pull_request}/comments"):
            user = item.get("user") or {}
            author, body = user.get("login"), item.get("body")
            yield Comment(id=int(item["id"]), author=str(author), body=str(body or ""))

    def create_comment(self, pull_request: int, body: str) -> None:
        """Write a comment on a pull request."""
        self._call("POST", f"{self._repository}/issues/{pull_request}/comments", {"body": body})

    def update_comment(self, comment: int, body: str) -> None:
        """Replace the text of a comment."""
        self._call("PATCH", f"{self._repository}/issues/comments/{comment}", {"body": body})

    def pull_requests(self, head: str) -> Iterator[PullRequest]:
        """Yield the open pull requests from ``owner:branch``."""
        from urllib.parse import urlencode

        query = urlencode({"state": "open", "head": head})
        for item in self._listed(f"{self._repository}/pulls?{query}"):
            yield PullRequest(
                number=int(item["number"]),
                head_sha=str(item["head"]["sha"]),
                merge_sha=item.get("merge_commit_sha"),
                base_branch=str(item["base"]["ref"]),
            )

    def file(self, path: str, revision: str) -> bytes:
        """Return the content of a file of a branch or commit, empty where it has no such file.

        Raises:
            NotFound: there is no such revision, or the token may not read the repository.
        """
        from urllib.parse import quote, urlencode

        url = f"{self._repository}/contents/{quote(path)}?{urlencode({'ref': revision})}"
        try:
            return self._answer("GET", url, accept="application/vnd.github.raw+json")
        except NotFound:
            self._call("GET", f"{self._repository}/commits/{quote(revision, safe='')}")
            return b""

    def _listed(self, url: str) -> Iterator[Any]:
        separator = "&" if "?" in url else "?"
        for page in range(1, _PAGES + 1):
            items = self._call("GET", f"{url}{separator}per_page={_PAGE}&page={page}")
            if not isinstance(items, list):
                raise ServiceError(f"GitHub: GET {url}: expected a list")
            yield from items
            if len(items) < _PAGE:
                return

    def _call(self, method: str, url: str, content: object = None) -> Any:
        """Return what the API answers, decoded."""
        answer = self._answer(method, url, content)
        try:
            return msgspec.json.decode(answer) if answer else None
        except msgspec.DecodeError as error:
            raise ServiceError(f"GitHub: {method} {url}: the answer is no JSON: {error}") from None

    def _answer(
        self,
        method: str,
        url: str,
        content: object = None,
        accept: str = "application/vnd.github+json",
    ) -> bytes:
        """Return what the API answers.

        Raises:
            NotFound: there is no such thing, or the token may not know of it.
            Forbidden: it refuses.
            ServiceError: it fails or cannot be reached.
        """
        from urllib.error import HTTPError
        from urllib.request import Request, urlopen

        data = None if content is None else msgspec.json.encode(content)
        headers = {
            "Accept": accept,
            "Content-Type": "application/json",
            "User-Agent": "calibrax",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        request = Request(url, data=data, headers=headers, method=method)
        if self._token:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        place = f"GitHub: {method} {url}"
        try:
            with urlopen(request, timeout=_SECONDS) as response:
                answer: bytes = response.read()
            return answer
        except HTTPError as error:
            kind = _KINDS.get(error.code, ServiceError)
            raise kind(f"{place}: {error.code} {_reason(error.read())}".rstrip()) from None
        except (OSError, HTTPException) as error:
            raise ServiceError(f"{place}: {error}") from None


def _reason(answer: bytes) -> str:
    try:
        return str(msgspec.json.decode(answer)["message"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return ""
