import type { Job } from '../api/api-types';
import { hashOf } from '../state/route';
import { contentPath, kindName, timeText } from '../state/image-words';
import { usePicture } from '../state/use-picture';
import { JobActions } from './job-actions';
import { JobProgress, JobStatus } from './job-state';
import { agoWords, helpFor } from './job-words';

/** Jobs below each other. */
export function JobList({ jobs, onChange }: { readonly jobs: readonly Job[]; readonly onChange: () => void }) {
  return (
    <ul class="jobs">
      {jobs.map((job) => (
        <li key={job.id} class="job">
          <JobThumb job={job} />
          <div class="job-text">
            <h2>
              <a href={hashOf(['jobs', job.id])}>{jobTitle(job)}</a>
            </h2>
            <p class="job-facts">
              <JobStatus status={job.status} />{' '}
              <time dateTime={job.created_at} title={timeText(job.created_at)}>
                {agoWords(job.created_at)}
              </time>
              {job.attempts > 1 && <span>attempt {job.attempts}</span>}
            </p>
            <JobProgress job={job} />
            {job.status === 'failed' && <p class="quiet">{helpFor(job.error?.code ?? '').text}</p>}
          </div>
          <div class="job-actions">
            <JobActions job={job} onChange={onChange} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What a job is called: what it makes, and of whom. */
export function jobTitle({ kind, character_id: character, location_id: location }: Job): string {
  const shown = character ?? location;
  return shown === null ? kindName(kind) : `${kindName(kind)} of ${shown}`;
}

/** The picture, or what there is of it. */
export function JobThumb({ job }: { readonly job: Job }) {
  const { url } = usePicture(pictureOf(job));
  return <div class={`job-thumb job-thumb-${job.status}`}>{url && <img src={url} alt="" />}</div>;
}

/** A preview is another one at another progress, at the same path. */
function pictureOf({ status, image_id: id, preview, progress }: Job): string | undefined {
  if (status === 'completed') return `${contentPath(id)}?w=192`;
  return preview === undefined ? undefined : `${preview}?at=${Math.round((progress ?? 0) * 100)}`;
}
