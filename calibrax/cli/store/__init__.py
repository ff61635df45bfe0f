"""calibrax store: what is done with the store as a whole."""

from calibrax.cli.group import VerbGroup
from calibrax.cli.store.branch import pull, push
from calibrax.cli.store.prune import prune
from calibrax.cli.store.verify import verify

command = VerbGroup(
    name="store",
    help="Keep the store on a branch, check it, make it smaller.",
    commands=[pull, push, verify, prune],
)
