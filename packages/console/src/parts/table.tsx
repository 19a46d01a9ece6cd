import type { ComponentChildren, JSX } from 'preact';

/** A column: its heading and what stands in it. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers are set flush to the end. */
  readonly isNumber?: boolean;
  /** Tells the row; set as its heading. */
  readonly isRowHeading?: boolean;
  /** The heading is for a screen reader only. */
  readonly isHeadingHidden?: boolean;
}

/**
 * A table; on a narrow screen each row becomes a card. The roles are written out, since browsers forget them when the
 * layout of a table changes.
 */
export function Table<Row>(props: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}): JSX.Element {
  const { caption, columns, rows, keyOf } = props;
  return (
    <table class="table" role="table">
      <caption class="hidden-visually">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ heading, isNumber = false, isHeadingHidden = false }) => (
            <th key={heading} role="columnheader" scope="col" class={isNumber ? 'cell-number' : undefined}>
              <span class={isHeadingHidden ? 'hidden-visually' : undefined}>{heading}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column) => (
              <Cell key={column.heading} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }): JSX.Element {
  const { heading, cell, isNumber = false, isHeadingHidden = false } = column;
  const label = isHeadingHidden ? undefined : heading;
  const name = isNumber ? 'cell-number' : undefined;
  if (column.isRowHeading === true) {
    return (
      <th role="rowheader" scope="row">
        {cell(row)}
      </th>
    );
  }
  return (
    <td role="cell" class={name} data-label={label}>
      <bdi>{cell(row)}</bdi>
    </td>
  );
}
