/* What a laptop has and QEMU has not: battery, mains adapter, lid, a thermal zone. Their values stand in a page of the
   guest's memory that the kernel is told to leave alone; molecule/lab/hardware writes it from outside. */
DefinitionBlock ("", "SSDT", 2, "FTLAB", "LAPTOP", 1)
{
    Scope (\_SB)
    {
        OperationRegion (PARM, SystemMemory, 0x20000000, 0x100)
        Field (PARM, DWordAcc, NoLock, Preserve)
        {
            ONLN, 32, /* mains */
            PRES, 32, STAT, 32, RATE, 32, REMN, 32, VOLT, 32, DSGN, 32, FULL, 32, CYCL, 32, /* battery */
            CHNG, 32, /* the battery's long-lived values have changed: say so at the next question */
            TEMP, 32, /* tenths of a kelvin */
            LIDO, 32  /* lid open */
        }

        Device (AC)
        {
            Name (_HID, "ACPI0003")
            Name (_PCL, Package () { \_SB })
            Method (_STA) { Return (0x0F) }
            Method (_PSR) { Return (ONLN) }
        }

        Device (BAT0)
        {
            Name (_HID, EisaId ("PNP0C0A"))
            Name (_UID, 0)
            Name (_PCL, Package () { \_SB })
            Method (_STA)
            {
                If (PRES) { Return (0x1F) }
                Return (0x0F)
            }
            Method (_BIX)
            {
                Return (Package () { 0, 0, DSGN, FULL, 1, 11400, 3000, 1500, CYCL, 95000, 1000, 500, 1000, 500, 10, 10,
                                     "LAB-57WH", "SAMPLE123", "LION", "Example" })
            }
            Method (_BST)
            {
                If (CHNG)
                {
                    CHNG = 0
                    Notify (BAT0, 0x81)
                }
                Return (Package () { STAT, RATE, REMN, VOLT })
            }
        }

        Device (LID0)
        {
            Name (_HID, EisaId ("PNP0C0D"))
            Method (_LID) { Return (LIDO) }
        }
    }

    Scope (\_TZ)
    {
        ThermalZone (TZ00)
        {
            Method (_TMP) { Return (\_SB.TEMP) }
            Method (_CRT) { Return (3782) } /* 105 °C */
            Method (_HOT) { Return (3682) } /* 95 °C */
            Name (_TZP, 50)
        }
    }
}
