import { Module } from '@nestjs/common';
import { CharactersModule } from '../characters/characters.module';
import { GenerationModule } from '../generation/generation.module';
import { ImagesModule } from '../images/images.module';
import { NewestPortrait } from './newest-portrait';
import { PortraitKind } from './portrait.kind';
import { PortraitRegenerationController } from './portrait-regeneration.controller';
import { PortraitRegenerations } from './portrait-regenerations';
import { PortraitSubjects } from './portrait-subjects';
import { PortraitsConsumer } from './portraits.consumer';
import { PortraitsController } from './portraits.controller';

/** Portraits of characters. */
@Module({
  imports: [GenerationModule, CharactersModule, ImagesModule],
  controllers: [PortraitsConsumer, PortraitsController, PortraitRegenerationController],
  providers: [PortraitKind, PortraitSubjects, NewestPortrait, PortraitRegenerations],
})
export class PortraitsModule {}
