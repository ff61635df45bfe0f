"""The store on a branch of its own, worked on in a private bare repository inside the store."""

from calibrax.storage.branch.data_branch import DataBranch
from calibrax.storage.branch.pull import Pulled, Wanted
from calibrax.storage.branch.push import Pushed

__all__ = ["DataBranch", "Pulled", "Pushed", "Wanted"]
