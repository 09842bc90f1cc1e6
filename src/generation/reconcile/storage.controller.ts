import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { assertAdmin } from '../../auth/assert-admin';
import { CurrentPrincipal, RequiresPermission } from '../../auth/auth.guard';
import type { Principal } from '../../auth/principal';
import { ApiProblems } from '../../common/http/api-problems';
import { HttpProblem } from '../../common/http/problem';
import type { Reconciliation } from './reconciliation';
import { Reconciler } from './reconciler';

/** What cleaning up storage found and did. */
export class StorageCleanupView {
  @ApiProperty({ example: 5120, description: 'objects of ours afterwards' }) objects!: number;
  @ApiProperty({ example: 734003200, description: 'their bytes: the space used' }) bytes!: number;
  @ApiProperty({ example: 2, description: 'objects that no image names: removed' }) orphans_removed!: number;
  @ApiProperty({ example: 6, description: 'objects of deleted images: removed' }) retired_removed!: number;
  @ApiProperty({ example: 0, description: 'left alone, because the database knows no image at all' })
  orphans_spared!: number;
  @ApiProperty({ example: 0, description: 'objects among the images that are not ours: left alone' }) foreign!: number;
  @ApiProperty({ example: 0, description: 'images in use that lack an object' }) dangling_images!: number;
  @ApiProperty({ type: [String], example: [], description: 'the first 1000 of them' }) dangling_image_ids!: string[];

  static of(result: Reconciliation): StorageCleanupView {
    return {
      objects: result.objects,
      bytes: result.bytes,
      orphans_removed: result.orphansRemoved,
      retired_removed: result.retiredRemoved,
      orphans_spared: result.orphansSpared,
      foreign: result.foreign,
      dangling_images: result.danglingImages,
      dangling_image_ids: [...result.danglingImageIds],
    };
  }
}

/** Storage as operators reach it. */
@ApiTags('operations')
@ApiBearerAuth()
@Controller('api/v1/storage')
export class StorageController {
  constructor(private readonly reconciler: Reconciler) {}

  @Post('cleanup')
  @HttpCode(200)
  @RequiresPermission('image:delete')
  @ApiOperation({
    summary: 'Compare storage with the tables now, and remove what nobody needs (role admin)',
    description:
      'The same as `npm run reconcile` and as what runs every `RECONCILE_INTERVAL_MS`. It walks through all objects: with ' +
      'a million of them it takes minutes.',
  })
  @ApiResponse({ status: 200, type: StorageCleanupView })
  @ApiProblems(403, 409)
  async cleanUp(@CurrentPrincipal() principal: Principal): Promise<StorageCleanupView> {
    assertAdmin(principal);
    const result = await this.reconciler.run();
    if (result === undefined) throw new HttpProblem(409, 'CONFLICT', 'a clean-up is under way already');
    return StorageCleanupView.of(result);
  }
}
