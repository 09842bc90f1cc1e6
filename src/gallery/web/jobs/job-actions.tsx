import { useRef, useState } from 'preact/hooks';
import { SubmissionKey } from '../api/idempotency';
import type { Job } from '../api/api-types';
import { cancelJob, retryJob } from '../api/jobs';
import { Button } from '../components/button';
import { ConfirmDialog } from '../components/dialog';
import { allows, type Claims } from '../state/claims';
import { go, hashOf } from '../state/route';
import { session } from '../state/session';
import { tell, tellFailure } from '../state/toasts';
import { useStore } from '../state/use-store';
import { canRetry, isUnfinished } from './job-words';

/** Whether the token may write the job, as far as it says; the service decides. */
function isTheirs({ subject, roles }: Claims, job: Job): boolean {
  return roles.includes('admin') || job.owner_id === subject;
}

/** Cancel and try again, where they make sense. @param onChange after the job was cancelled */
export function JobActions({ job, onChange }: { readonly job: Job; readonly onChange: () => void }) {
  const who = useStore(session);
  if (who.state === 'out' || !isTheirs(who.claims, job)) return null;
  return (
    <>
      {isUnfinished(job) && allows(who.claims, 'delete') && <CancelButton job={job} onChange={onChange} />}
      {canRetry(job) && allows(who.claims, 'create') && <RetryButton job={job} />}
    </>
  );
}

function CancelButton({ job, onChange }: { readonly job: Job; readonly onChange: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const cancel = async (): Promise<void> => {
    setBusy(true);
    try {
      await cancelJob(job.id);
      tell('The job was cancelled.');
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
    setAsking(false);
    onChange();
  };
  return (
    <>
      <Button icon="close" onClick={() => setAsking(true)}>
        Cancel
      </Button>
      {isAsking && (
        <ConfirmDialog
          title="Cancel this job?"
          action="Cancel the job"
          isBusy={isBusy}
          onConfirm={() => void cancel()}
          onClose={() => setAsking(false)}
        >
          <p>What is painted so far is lost. It can be asked for again.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function RetryButton({ job }: { readonly job: Job }) {
  const [isBusy, setBusy] = useState(false);
  const key = useRef(new SubmissionKey());
  const retry = async (): Promise<void> => {
    setBusy(true);
    try {
      const { job_id: jobId } = await retryJob(job.id, key.current.for(job.id));
      key.current.forget();
      go(hashOf(['jobs', jobId]));
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
  };
  return (
    <Button icon="again" isBusy={isBusy} onClick={() => !isBusy && void retry()}>
      Try again
    </Button>
  );
}
