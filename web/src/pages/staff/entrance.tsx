/** The frame of the pages before the staff area: the same quiet page as the customers', under a band that says where one is. */
import type { ReactNode } from "react";
import band from "../../app/staff-frame.module.css";
import { Entrance } from "../../blocks/entrance.tsx";

export function StaffEntrance({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <>
      <header className={band.entrance}>Staff area</header>
      <Entrance title={title} {...(lead !== undefined && { lead })}>
        {children}
      </Entrance>
    </>
  );
}
