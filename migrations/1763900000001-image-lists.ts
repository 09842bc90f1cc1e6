import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: lists of images, newest first, by owner, campaign, kind and tag, and the history of one image, must stay quick at
 * a million rows.
 *
 * The two indexes of lists that were there run against the order of `(created_at, id) DESC`, so that a page could not be
 * found by its place, and hold deleted images, which no list shows. They are made anew. Building locks writes for
 * seconds at a million rows: `CONCURRENTLY` cannot run in the transaction of a migration.
 */
export class ImageLists1763900000001 implements MigrationInterface {
  readonly name = 'ImageLists1763900000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX images_of_owner, images_of_campaign');
    await runner.query(
      `CREATE INDEX images_of_owner ON images (owner_id, created_at DESC, id DESC)
       WHERE owner_id IS NOT NULL AND status <> 'deleted'`,
    );
    await runner.query(
      `CREATE INDEX images_of_campaign ON images (campaign_id, created_at DESC, id DESC)
       WHERE campaign_id IS NOT NULL AND status <> 'deleted'`,
    );
    await runner.query(`CREATE INDEX images_newest ON images (created_at DESC, id DESC) WHERE status <> 'deleted'`);
    await runner.query(
      `CREATE INDEX images_superseded ON images (created_at DESC, id DESC) WHERE status = 'superseded'`,
    );
    await runner.query(
      `CREATE INDEX images_of_kind ON images (kind, created_at DESC, id DESC) WHERE status <> 'deleted'`,
    );
    // Without the list of pending entries: a search would read it whole, and pictures come one at a time.
    await runner.query(
      `CREATE INDEX images_of_tag ON images USING gin (tags) WITH (fastupdate = off)
       WHERE tags <> '{}' AND status <> 'deleted'`,
    );
    await runner.query(`CREATE INDEX images_after ON images (supersedes) WHERE supersedes IS NOT NULL`);
    await runner.query(`CREATE INDEX images_made_of ON images (parent_id) WHERE parent_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP INDEX images_made_of, images_after, images_of_tag, images_of_kind, images_superseded, images_newest,
                  images_of_campaign, images_of_owner`,
    );
    await runner.query(
      `CREATE INDEX images_of_campaign ON images (campaign_id, created_at DESC, id) WHERE campaign_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX images_of_owner ON images (owner_id, created_at DESC, id) WHERE owner_id IS NOT NULL`,
    );
  }
}
