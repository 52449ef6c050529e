#!/bin/sh
# join.sh CATALOGUE OUTPUT HEADER: makes approve.html, one file that needs no other, of the page, its style, the modules
# (their imports and exports are taken out; no two have the same names) and the Vietnamese catalogue (a .mo file).
# HEADER gets its SHA-256 for the programs that print it.
set -eu
catalogue=$(realpath "$1")
output=$(realpath -m "$2")
header=$(realpath -m "$3")
cd "$(dirname "$0")"

modules='../common/bytes.js ../common/canonical_json.js ../common/catalogue.js ../common/dom.js ../common/signed_text.js
  ../common/words.js ../common/difference.js ../common/changes.js key_file.js draft_file.js judge.js review.js main.js'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
  echo
  for module in $modules; do
    name=$(basename "$module" .js)
    echo "// ---- $name"
    sed -E '/^import /d; s/^export (const|function|async function|class) /\1 /' "$module"
    # What another module imports as a whole.
    [ "$name" != words ] || echo "const words = {$(sed -nE 's/^export (const|function) ([A-Za-z]+).*/\2/p' "$module" | paste -sd, -)};"
  done
} >"$work/js"
{ echo; cat approve.css; } >"$work/css"
base64 -w0 "$catalogue" >"$work/catalogue"
hash_of() { openssl dgst -sha256 -binary "$1" | base64 -w0; }

while IFS= read -r line; do
  case $line in
    *@CSS@*) printf '<style>'; cat "$work/css"; printf '</style>\n' ;;
    *@JS@*) printf '<script type="module">'; cat "$work/js"; printf '</script>\n' ;;
    *@CATALOGUE@*) printf '<script type="text/plain" id="catalogue">'; cat "$work/catalogue"; printf '</script>\n' ;;
    *@SCRIPT@*) printf '%s\n' "$line" | sed "s|@SCRIPT@|$(hash_of "$work/js")|; s|@STYLE@|$(hash_of "$work/css")|" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <page.html >"$output"

mkdir -p "$(dirname "$header")"
cat >"$header" <<END
// Made by web/approve/join.sh.
#pragma once
#include <string_view>
namespace bangtin::web {
// Of approve.html as this build made it, in hexadecimal digits.
inline constexpr std::string_view approve_page_sha256 = "$(sha256sum "$output" | cut -d' ' -f1)";
}  // namespace bangtin::web
END
