import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a character must stay the same person from picture to picture, and a campaign's pictures must belong together.
 * `character_identities` holds what can be seen of each character, `campaign_styles` every look that a campaign was given,
 * one row a version. Ids of characters are unique within their campaign, as those of locations are; '' stands for none.
 *
 * Characters and campaigns that have pictures already get their rows with the next one.
 */
export class IdentitiesAndStyles1763900000006 implements MigrationInterface {
  readonly name = 'IdentitiesAndStyles1763900000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE character_identities (
        character_id    varchar(64) NOT NULL,
        campaign_id     varchar(64) NOT NULL DEFAULT '',
        version         integer     NOT NULL DEFAULT 1,
        identity        jsonb       NOT NULL,
        anchors_hash    char(64)    NOT NULL,
        appearance_hash char(64)    NOT NULL,
        updated_at      timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (character_id, campaign_id)
      )`);
    await runner.query(`
      CREATE TABLE campaign_styles (
        campaign_id varchar(64)      NOT NULL,
        version     integer          NOT NULL,
        theme       varchar(30)      NOT NULL,
        suffix      text             NOT NULL,
        palette     text             NOT NULL,
        sampler     varchar(60)      NOT NULL,
        scheduler   varchar(60)      NOT NULL,
        steps       smallint         NOT NULL,
        cfg_scale   double precision NOT NULL,
        model       varchar(200),
        cause       uuid,
        said_at     timestamptz      NOT NULL,
        locked_at   timestamptz      NOT NULL DEFAULT now(),
        PRIMARY KEY (campaign_id, version)
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX campaign_styles_causes ON campaign_styles (campaign_id, cause) WHERE cause IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE campaign_styles, character_identities');
  }
}
