// SPDX-License-Identifier: GPL-3.0-or-later
/* A module that is not the kernel's own. It does nothing. */
#include <linux/module.h>

static int __init lab_sensor_init(void)
{
	return 0;
}

static void __exit lab_sensor_exit(void)
{
}

module_init(lab_sensor_init);
module_exit(lab_sensor_exit);
MODULE_DESCRIPTION("Sensor of the lab");
MODULE_LICENSE("GPL");
