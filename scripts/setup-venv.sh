#!/bin/sh
# setup-venv.sh PYTHON VENV REQUIREMENTS: a virtual environment with exactly the locked packages and this project.
set -eu
python=$1 venv=$2 requirements=$3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "xlplan needs Python 3.11 or newer." >&2; exit 1; }
if [ ! -x "$venv/bin/python" ]; then
    # A bare Debian ships python3 without the venv module.
    "$python" -m venv "$venv" 2>/dev/null || { rm -rf "$venv"; sh "$(dirname "$0")/setup-debian.sh" venv; "$python" -m venv "$venv"; }
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
# The package itself runs from the checkout; a .pth file does what an editable install does without a build step.
"$venv/bin/python" scripts/link_checkout.py
