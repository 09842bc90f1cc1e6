import type { Job } from '../api/api-types';
import { Icon, type IconName } from '../components/icon';
import { useId } from 'preact/hooks';
import { durationWords, STATUS_WORDS, waitingWords } from './job-words';

const ICONS: Readonly<Record<Job['status'], IconName>> = {
  pending: 'jobs',
  running: 'jobs',
  completed: 'done',
  failed: 'warning',
  cancelled: 'close',
};

/** The state of a job: a word with a drawing, never colour alone. */
export function JobStatus({ status }: Pick<Job, 'status'>) {
  return (
    <span class={`job-status job-status-${status}`}>
      <Icon name={ICONS[status]} /> {STATUS_WORDS[status]}
    </span>
  );
}

/** How far a job is, or why it waits; nothing once it has ended. */
export function JobProgress({ job }: { readonly job: Job }) {
  const id = useId();
  if (job.status === 'pending') return <p class="quiet">{waitingWords(job)}</p>;
  if (job.status !== 'running') return null;
  const { progress, eta_seconds: etaSeconds } = job;
  return (
    <div class="job-progress">
      <label class="unseen" for={id}>
        Painted
      </label>
      <progress id={id} max={1} value={progress} />
      <span class="quiet">
        {progress === undefined ? 'being painted' : `${Math.round(progress * 100)} %`}
        {etaSeconds !== undefined && `, ${durationWords(etaSeconds)} left`}
      </span>
    </div>
  );
}
