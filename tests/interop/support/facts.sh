# To be sourced. A story is a list of facts: one line each, then `N passed, N failed`. $work is a folder of the story's.

passed=0
failed=0
fact() { # fact WORDS COMMAND...
  if "${@:2}" >"$work/fact" 2>&1; then
    passed=$((passed + 1))
    echo "ok    $1"
  else
    failed=$((failed + 1))
    echo "FAIL  $1"
    tail -n 20 "$work/fact" | sed 's/^/      /'
  fi
}
fails() { ! "$@"; }
says() { [ "$("${@:2}" 2>&1 | tee /dev/stderr)" = "$1" ]; }
within() { # within SECONDS COMMAND...
  for _ in $(seq $(($1 * 5))); do
    "${@:2}" && return
    sleep 0.2
  done
  return 1
}
tell() {
  echo "$passed passed, $failed failed"
  exit $((failed > 0))
}
