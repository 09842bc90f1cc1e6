import { Module } from '@nestjs/common';
import { GenerationModule } from '../generation/generation.module';
import { ItemKind } from './item.kind';

/** Pictures of things. */
@Module({ imports: [GenerationModule], providers: [ItemKind] })
export class ItemsModule {}
