import { useEffect, useState } from 'preact/hooks';
import { isAborted } from '../api/api-errors';
import { followJob } from '../api/follow-job';
import { readJob, type LinkedJob } from '../api/jobs';
import { Facts } from '../components/facts';
import { PageTitle } from '../components/page-title';
import { ErrorState, Loading } from '../components/states';
import { contentPath, timeText } from '../state/image-words';
import { hashOf } from '../state/route';
import { useLoaded } from '../state/use-loaded';
import { usePicture } from '../state/use-picture';
import { JobActions } from './job-actions';
import { jobTitle, JobThumb } from './job-list';
import { JobProgress, JobStatus } from './job-state';
import { durationWords, helpFor, idIn, isUnfinished, STATUS_WORDS } from './job-words';

/** One job, as it goes on. */
export function JobPage({ id }: { readonly id: string }) {
  const [loaded, again, put] = useLoaded((signal) => readJob(id, signal), id);
  const isLive = loaded.state === 'ready' && isUnfinished(loaded.value);
  const [broken, setBroken] = useState<unknown>();
  useEffect(() => {
    if (!isLive) return undefined;
    const given = new AbortController();
    followJob(id, put, given.signal).catch((error: unknown) => !isAborted(error) && setBroken(error));
    return () => given.abort();
  }, [id, isLive, put]);
  const onRetry = (): void => {
    setBroken(undefined);
    again();
  };
  if (broken !== undefined) return <Problem error={broken} onRetry={onRetry} />;
  if (loaded.state === 'failed') return <Problem error={loaded.error} onRetry={again} />;
  if (loaded.state === 'loading') {
    return (
      <>
        <PageTitle>Job</PageTitle>
        <Loading label="Loading the job" />
      </>
    );
  }
  return <ShownJob job={loaded.value} onChange={again} />;
}

function Problem({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <>
      <PageTitle>Job</PageTitle>
      <ErrorState error={error} onRetry={onRetry} />
    </>
  );
}

function ShownJob({ job, onChange }: { readonly job: LinkedJob; readonly onChange: () => void }) {
  return (
    <article class="job-page">
      <p>
        <a href={hashOf(['jobs'])}>All jobs</a>
      </p>
      <PageTitle>{jobTitle(job)}</PageTitle>
      <p class="job-facts" role="status">
        <JobStatus status={job.status} />
      </p>
      <JobProgress job={job} />
      <Outcome job={job} />
      <div class="job-actions">
        <JobActions job={job} onChange={onChange} />
      </div>
      <JobFacts job={job} />
    </article>
  );
}

function Outcome({ job }: { readonly job: LinkedJob }) {
  if (job.status === 'completed') return <FinishedPicture id={job.image_id} title={jobTitle(job)} />;
  if (isUnfinished(job)) return job.preview === undefined ? null : <JobThumb job={job} />;
  const code = job.error?.code ?? '';
  return (
    <div class={job.status === 'failed' ? 'notice notice-bad' : 'notice'}>
      <p>{helpFor(job.status === 'cancelled' && code === '' ? 'UNCHANGED' : code).text}</p>
      {job.error && (
        <p class="quiet">
          <code>{job.error.code}</code> {job.error.message}
        </p>
      )}
    </div>
  );
}

function FinishedPicture({ id, title }: { readonly id: string; readonly title: string }) {
  const { url } = usePicture(`${contentPath(id)}?w=768`);
  const address = hashOf(['images', id]);
  return (
    <figure class="job-picture">
      <a href={address}>{url ? <img src={url} alt={`${title}: open the picture`} /> : 'Open the picture'}</a>
      <figcaption>
        <a href={address}>Picture, recipe and downloads</a>
      </figcaption>
    </figure>
  );
}

/** What happened, oldest first, and what it is about. */
function JobFacts({ job }: { readonly job: LinkedJob }) {
  const earlier = idIn(job.links?.retry_of);
  const seconds =
    job.started_at === null || job.completed_at === null
      ? undefined
      : (Date.parse(job.completed_at) - Date.parse(job.started_at)) / 1000;
  return (
    <>
      <h2>What happened</h2>
      <ol class="job-history">
        {earlier && (
          <li>
            It was <a href={hashOf(['jobs', earlier])}>asked for before</a>, without a picture.
          </li>
        )}
        <li>Asked for {timeText(job.created_at)}</li>
        {job.started_at && <li>Begun {timeText(job.started_at)}</li>}
        {job.attempts > 1 && <li>Attempt {job.attempts}: those before it failed</li>}
        {job.completed_at && (
          <li>
            {STATUS_WORDS[job.status]} {timeText(job.completed_at)}
            {seconds !== undefined && `, after ${durationWords(seconds)}`}
          </li>
        )}
      </ol>
      <Facts
        facts={[
          ['Urgency', `${job.priority} of 9`],
          ['Character', job.character_id],
          ['Campaign', job.campaign_id],
          ['Location', job.location_id],
          ['Asked for by', job.owner_id],
          ['Request', job.request_id],
          ['Job', job.id],
        ]}
      />
    </>
  );
}
