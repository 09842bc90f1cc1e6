import { Module } from '@nestjs/common';
import { GenerationModule } from '../generation/generation.module';
import { ItemKind } from './item.kind';
import { ItemsController } from './items.controller';

/** Pictures of things. */
@Module({ imports: [GenerationModule], controllers: [ItemsController], providers: [ItemKind] })
export class ItemsModule {}
