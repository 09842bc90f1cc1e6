import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module';
import { CampaignStyles } from './campaign-styles';

/** What campaigns have in common over all their pictures. */
@Module({ imports: [DatabaseModule], providers: [CampaignStyles], exports: [CampaignStyles] })
export class CampaignsModule {}
