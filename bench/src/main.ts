import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAttack } from './attack/attack.ts';
import { runAttackText } from './attack-text/attack-text.ts';
import { runBadNetwork } from './bad-network/bad-network.ts';
import { BenchError } from './bench-error.ts';
import { type BenchName, type BenchOptions, parseBenchOptions } from './bench-options.ts';
import { runBulk } from './bulk/bulk.ts';
import { runCalibration } from './calibration/calibration.ts';
import { runCapacity } from './capacity/capacity.ts';
import { runConsole } from './console/console.ts';
import { runEndpointing } from './endpointing/endpointing.ts';
import { runFinals } from './finals/finals.ts';
import { runFuzzing } from './fuzz/fuzz.ts';
import { runGateway } from './gateway/gateway.ts';
import { runHalfOpen } from './half-open/half-open.ts';
import { runLatency } from './latency/latency.ts';
import { runModels } from './models/models.ts';
import { runOverload } from './overload/overload.ts';
import { Progress } from './report/progress.ts';
import { printReport, type Report, writeReport } from './report/report.ts';
import { runServerDeath } from './server-death/server-death.ts';
import { runSilence } from './silence/silence.ts';
import { runSlowReader } from './slow-reader/slow-reader.ts';
import { runSteady } from './steady/steady.ts';
import { runWer } from './wer/wer.ts';

const checkoutDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const benchmarks: Readonly<Record<BenchName, (options: BenchOptions, progress: Progress) => Promise<Report>>> = {
  wer: runWer,
  gateway: runGateway,
  latency: runLatency,
  finals: runFinals,
  capacity: runCapacity,
  bulk: runBulk,
  steady: runSteady,
  'server-death': runServerDeath,
  'slow-reader': runSlowReader,
  'half-open': runHalfOpen,
  'bad-network': runBadNetwork,
  overload: runOverload,
  endpointing: runEndpointing,
  calibration: runCalibration,
  models: runModels,
  silence: runSilence,
  attack: runAttack,
  'attack-text': runAttackText,
  fuzz: runFuzzing,
  console: runConsole,
};

/** A missed limit is a finding, not a failure: the exit code tells only whether the figures were made. */
async function main(): Promise<number> {
  const progress = new Progress();
  try {
    const options = parseBenchOptions(process.argv.slice(2), checkoutDir);
    const report = await benchmarks[options.name](options, progress);
    progress.clear();
    printReport(report);
    await writeReport(report, options.jsonFile);
    console.log(`\nFigures: ${path.relative(process.cwd(), options.jsonFile)}`);
    return 0;
  } catch (error) {
    progress.clear();
    if (!(error instanceof BenchError)) throw error;
    console.error(error.message);
    return error.code === 'bad_option' ? 2 : 1;
  }
}

process.exitCode = await main();
