#!/bin/sh
# setup-debian.sh WHAT...: install what is missing on Debian or Ubuntu. WHAT: venv libreoffice fonts chromium.
# Elsewhere, or without the right to install, it says what is missing and the tests that need it will say so too.
set -eu
missing=""
for what in "$@"; do
    case $what in
    venv) python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv" ;;
    libreoffice)
        command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-calc"
        /usr/bin/python3 -c "import uno" 2>/dev/null || missing="$missing python3-uno"
        program=$(dirname "$(readlink -f "$(command -v soffice || echo /usr/lib/libreoffice/program/soffice)")")
        [ -e "$program/pythonscript.py" ] || missing="$missing libreoffice-script-provider-python"  # runs Python from a macro
        command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
        ;;
    fonts) fc-list 2>/dev/null | grep -q "BIZ UDPGothic" || missing="$missing fontconfig fonts-morisawa-bizud-gothic" ;;
    chromium) command -v chromium >/dev/null 2>&1 || missing="$missing chromium" ;;
    *) echo "unknown: $what" >&2; exit 2 ;;
    esac
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Please install:$missing" >&2
    exit 0
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
