"""RongTai massage chairs, sold as Infinity and under other names, over BLE."""
