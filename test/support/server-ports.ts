/**
 * Commands of bash that take ten ports for as long as the shell is there, and set `port` to the first. They are below those that
 * systems give to whoever asks for any, and a lock keeps them from other tests.
 */
export const takePorts = `
isServed() { for p in $(seq $port $((port + 9))); do (exec 8<>/dev/tcp/127.0.0.1/$p) 2>/dev/null && return 0; done; return 1; }
locks="\${TMPDIR:-/tmp}/cryoet-test-ports"
mkdir -p "$locks"
for port in $(seq 20000 10 22990); do
  exec 9>>"$locks/$port"
  flock -n 9 && ! isServed && break
done
`;
