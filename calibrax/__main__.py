"""Run the command line as ``python -m calibrax``."""

from calibrax.cli import main

if __name__ == "__main__":
    main(prog_name="calibrax")
