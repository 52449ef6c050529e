# bash completion for bangtin. The command itself knows what may follow (bangtin __complete); this script hands
# the words over. It needs nothing else; bash-completion loads it by its name, or a person sources it.

# Sets `words` to what stands before the cursor, the command's own name included: readline also splits at "=",
# ":" and "@", which belong to our words.
_bangtin_words() {
  local rest=${COMP_LINE:0:COMP_POINT} i before piece
  words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    before=$rest
    rest=${rest#"${rest%%[![:blank:]]*}"}
    piece=${COMP_WORDS[i]}
    ((i == COMP_CWORD)) && piece=$rest
    if ((i > 0)) && [[ $before == "$rest" ]]; then
      words[-1]+=$piece
    else
      words+=("$piece")
    fi
    rest=${rest#"$piece"}
  done
}

_bangtin() {
  local -a words plain=()
  local line cur
  _bangtin_words
  cur=${words[-1]}
  # Quotes and backslashes that the person has typed are no part of a name.
  for line in "${words[@]:1}"; do
    line=${line#[\"\']}
    line=${line%[\"\']}
    plain+=("${line//\\/}")
  done
  # readline replaces only what stands behind the last of its word breaks; an "@" it replaces too.
  local breaks=${COMP_WORDBREAKS//[^=:@]/} kept=
  [[ -n $breaks && ${plain[-1]} == *["$breaks"]* ]] && kept=${plain[-1]%"${plain[-1]##*["$breaks"]}"}
  kept=${kept%@}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${plain[-1]##*=}")
      continue
    fi
    line=${line#"$kept"}
    # %q also escapes commas, which need it only within braces.
    [[ $cur == [\"\']* ]] || { printf -v line %q "$line" && line=${line//\\,/,}; }
    COMPREPLY+=("$line")
  done < <("${COMP_WORDS[0]}" __complete -- "${plain[@]}" 2>/dev/null)
} &&
  complete -F _bangtin bangtin
