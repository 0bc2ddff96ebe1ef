import { inThread, type ThreadMessage } from '../../jobs/in-thread.js';
import { ComputeStatistics } from '../../workflows/catalogue/statistics/compute-statistics.js';
import type { CorrelationTask, RegressionTask } from '../../workflows/ports/statistics-computation.js';

const computation = new ComputeStatistics();

export const correlate = (message: ThreadMessage<CorrelationTask>) =>
  inThread(message, (task) => computation.correlate(task));
export const regress = (message: ThreadMessage<RegressionTask>) =>
  inThread(message, (task) => computation.regress(task));
