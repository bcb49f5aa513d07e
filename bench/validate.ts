// What a validation of many small runs takes: node dist/bench/validate.js [RUNS, default 20000]
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const once = fileURLToPath(new URL('./validate/validate-once.js', import.meta.url));
const runs = Number(process.argv[2] ?? 20_000);

console.log('runs    files    seconds  peak MiB  errors  warnings');
for (const count of [Math.ceil(runs / 10), runs]) {
  const text = execFileSync(process.execPath, [once, String(count)], { encoding: 'utf8' });
  const { files, seconds, peakMebibytes, errors, warnings } = JSON.parse(text) as Record<string, number>;
  const cells = [
    String(count).padEnd(7),
    String(files).padEnd(8),
    (seconds as number).toFixed(1).padStart(7),
    (peakMebibytes as number).toFixed(0).padStart(9),
    String(errors).padStart(7),
    String(warnings).padStart(9),
  ];
  console.log(cells.join(' '));
}
