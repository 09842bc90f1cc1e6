import { imageUrls } from '../../images/image-urls';

/** What a service on the hub learns about a picture it asked for. */
export interface AcceptedReply {
  readonly image_id: string;
  readonly job_id: string;
  /** State of the image once it is there, of its job until then. */
  readonly status: string;
  /** Path of the bytes, as in `image.generated`; there is nothing at it before that event. */
  readonly url: string;
}

/** The picture of a job, as far as the job knows. */
export function acceptedReply(job: {
  readonly id: string;
  readonly image_id: string;
  readonly status: string;
}): AcceptedReply {
  return { image_id: job.image_id, job_id: job.id, status: job.status, url: imageUrls.content(job.image_id) };
}
