// pm2 start ecosystem.config.js
// A configuration file: add '--config', '/path/to/config.json' to args. Single options: CLAWSEC_<KEY> variables.
// Why each value is what it is: docs/decisions/0002-processes.md.
export const apps = [
  {
    name: 'clawsec',
    script: 'dist/src/cli/main.js',
    args: ['start'],
    cwd: import.meta.dirname,
    // One process to pm2: the program forks and watches its own children, and two of it would fight over one PID file.
    exec_mode: 'fork',
    instances: 1,
    watch: false,
    // Ready when the port is bound, not when the process exists.
    wait_ready: true,
    listen_timeout: 10_000,
    // Signals go to the main process alone; it drains its children for drain_timeout_secs (4 s) and then ends them.
    treekill: false,
    kill_timeout: 8_000,
    // `clawsec stop` ends with 64 and stays stopped; every other end is a crash and starts again, ten times in a row.
    // No restart delay of any kind: with one, pm2 shows a monitor that was stopped as "waiting restart" for ever.
    stop_exit_codes: [64],
    autorestart: true,
    min_uptime: 5_000,
    max_restarts: 10,
  },
];
