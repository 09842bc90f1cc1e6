import { Module } from '@nestjs/common';
import { CharactersModule } from '../characters/characters.module';
import { GenerationModule } from '../generation/generation.module';
import { ImagesModule } from '../images/images.module';
import { PortraitKind } from './portrait.kind';
import { PortraitsConsumer } from './portraits.consumer';

/** Portraits of characters. */
@Module({
  imports: [GenerationModule, CharactersModule, ImagesModule],
  controllers: [PortraitsConsumer],
  providers: [PortraitKind],
})
export class PortraitsModule {}
