import { isInstalled } from '../object-store/run-server.js';

/** Whether a Slurm can be started here that keeps accounts, as clusters do. */
export function isAccountingInstalled(): boolean {
  const programs = ['slurmdbd', 'mariadbd', 'mariadb-install-db', 'sacctmgr'];
  return isInstalled('sh', ['-c', programs.map((name) => `command -v ${name}`).join(' && ')]);
}

/**
 * Commands of bash that start a database and the daemon of accounts, before the controller asks them. `D` is the directory of the
 * cluster, `port` its ports; what has a file of its number in `$D/run` ends with the cluster.
 */
export const startAccounts = `
mariadb-install-db --no-defaults --datadir="$D/accounts" --auth-root-authentication-method=normal --skip-test-db >/dev/null
mariadbd --no-defaults --user="$(id -un)" --datadir="$D/accounts" --pid-file="$D/run/accounts.pid" --socket="$D/run/accounts.socket" \\
  --bind-address=127.0.0.1 --port=$((port + 7)) --innodb-flush-log-at-trx-commit=0 >"$D/log/accounts" 2>&1 9>&- &
cat >"$D/slurmdbd.conf" <<C
AuthType=auth/munge
AuthInfo=socket=$D/munge/socket
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=$((port + 8))
SlurmUser=$(id -un)
PidFile=$D/run/dbd.pid
LogFile=$D/log/dbd
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=$((port + 7))
StorageUser=root
C
chmod 600 "$D/slurmdbd.conf"
cat >>"$D/slurm.conf" <<C
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$((port + 8))
AccountingStoragePass=$D/munge/socket
C
export SLURM_CONF="$D/slurm.conf"
# Where slurmdbd makes the database itself, its library forgets its own limits.
for t in $(seq 120); do mariadb-admin --socket="$D/run/accounts.socket" create slurm_acct_db && break; sleep 0.25; done
slurmdbd 9>&-
for t in $(seq 120); do sacctmgr -i add cluster test && break; sleep 0.25; done
`;
