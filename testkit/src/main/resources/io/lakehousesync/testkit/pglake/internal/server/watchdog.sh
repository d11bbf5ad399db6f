# $1 is the directory to delete, or empty, and $2 the server's data directory.
trap '' INT TERM HUP
read -r word && [ "$word" = closed ] && exit 0
# A server that is just starting has no pid file yet.
for wait in 1 2 3 4 5 6 7 8 9 10; do
  [ -s "$2/postmaster.pid" ] && break
  sleep 0.1
done
if [ -s "$2/postmaster.pid" ]; then
  pid=$(head -n 1 "$2/postmaster.pid")
  kill -QUIT "$pid"
  for wait in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    kill -0 "$pid" || break
    sleep 0.1
  done
  kill -KILL "$pid"
fi
[ -z "$1" ] || rm -rf "$1"
