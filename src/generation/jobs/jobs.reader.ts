import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { JobEntity, type JobKind } from './job.entity';

/** What other folders may ask about jobs. */
@Injectable()
export class JobsReader {
  constructor(@InjectRepository(JobEntity) private readonly jobs: Repository<JobEntity>) {}

  find(jobId: string): Promise<JobEntity | null> {
    return this.jobs.findOneBy({ id: jobId });
  }

  /** The newest unfinished job of that kind for a character. */
  async unfinishedOf(characterId: string, kind: JobKind): Promise<JobEntity | null> {
    return this.jobs.findOne({
      where: { character_id: characterId, kind, status: In(['pending', 'running']) },
      order: { created_at: 'DESC' },
    });
  }
}
