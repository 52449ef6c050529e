#!/bin/sh
# messages.sh compile PO OUTPUT.mo   the messages of approve.html with their translations in PO
# messages.sh served PO OUTPUT.mo    those of the daemon's page, and what daemon and players may say on it
# messages.sh template OUTPUT.pot    the messages of all pages, to be merged into PO
set -eu
mode=$1
first=$(realpath -m "$2")
second=${3:+$(realpath -m "$3")}
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What stands in the page itself is written as the modules would.
sed -nE 's/.*data-text="([^"]*)".*/tr("\1");/p' approve/page.html >"$work/page.js"
# What the daemon's page says is no part of approve.html.
desk=
[ "$mode" = compile ] || desk=$(echo desk/*.js)
xgettext --language=JavaScript --from-code=UTF-8 --keyword --keyword=tr:1 --keyword=refuse:1 --no-location \
  --flag=tr:1:no-javascript-format --flag=refuse:1:no-javascript-format \
  --package-name=bangtin --sort-output --output="$work/page.pot" "$work/page.js" approve/*.js common/*.js $desk
# The day of the build is no part of the page, whose SHA-256 people compare.
sed -i "/^\"POT-Creation-Date:/d; /^#, no-javascript-format/d" "$work/page.pot"
if [ "$mode" = template ]; then
  cp "$work/page.pot" "$first"
else
  msgmerge --quiet --no-fuzzy-matching --lang=vi --output-file="$work/page.po" "$first" "$work/page.pot"
  msgattrib --no-obsolete --output-file="$work/used.po" "$work/page.po"
  if [ "$mode" = served ]; then
    # All but what only the command says: half of the catalogue, which nobody has to wait for.
    set -f
    for folder in base evidence media player playlists scheduler wire; do set -- "$@" -N "$folder/*" -N "$folder/*/*"; done
    shift 3
    msggrep "$@" --output-file="$work/said.po" "$first"
    msgcat --use-first --output-file="$work/all.po" "$work/used.po" "$work/said.po"
    mv "$work/all.po" "$work/used.po"
  fi
  msgfmt --output-file="$second" "$work/used.po"
fi
