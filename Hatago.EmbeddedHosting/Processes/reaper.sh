# Reads "+ PGID" when a process group starts and "- PGID" when it has ended. The input ends when the AppHost does, also
# when that is killed with SIGKILL; what is left then gets SIGTERM, and SIGKILL five seconds later.
exec >/dev/null 2>&1
trap '' HUP INT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="${groups%% $group *} ${groups#* $group }" ;; esac ;;
  esac
done

alive() {
  for group in $groups; do
    kill -s 0 -- "-$group" && return 0
  done
  return 1
}

for group in $groups; do kill -s TERM -- "-$group"; done
tries=50
while alive && [ "$tries" -gt 0 ]; do
  sleep 0.1
  tries=$((tries - 1))
done
for group in $groups; do kill -s KILL -- "-$group"; done
