# bash completion for bangtin. The command itself knows what may follow (bangtin __complete); this script hands
# the words over. bash-completion loads it and provides _get_comp_words_by_ref.
_bangtin() {
  local cur words cword line
  _get_comp_words_by_ref -n '=:@' cur words cword || return
  # Quotes and backslashes that the person has typed are no part of a name.
  local -a plain=()
  for line in "${words[@]:1:cword}"; do
    line=${line#[\"\']}
    plain+=("${line//\\/}")
  done
  # readline replaces only what stands behind the last of its word breaks.
  local breaks=${COMP_WORDBREAKS//[^=:@]/} kept=
  [[ -n $breaks && ${plain[-1]} == *["$breaks"]* ]] && kept=${plain[-1]%"${plain[-1]##*["$breaks"]}"}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${cur##*=}")
      continue
    fi
    line=${line#"$kept"}
    [[ $cur == [\"\']* ]] || printf -v line %q "$line"
    COMPREPLY+=("$line")
  done < <("${COMP_WORDS[0]}" __complete -- "${plain[@]}" 2>/dev/null)
} &&
  complete -F _bangtin bangtin
