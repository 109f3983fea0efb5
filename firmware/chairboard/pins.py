"""Which pin does what on a Raspberry Pi Pico W, and what is fitted; drawn in docs/controller-board.md."""

SERIAL_NUMBER = "BOARD-000001"
IS_BRIDGE = False
"""True: no chair, but a switch in the supply of a device without a deadman."""

UART_ID, UART_TX, UART_RX = 0, 0, 1
CARRIAGE_UP, CARRIAGE_DOWN, PRESS = 2, 3, 4
ENCODER_A, ENCODER_B = 5, 6
HEATER = 7
CONTACTOR_A, CONTACTOR_B = 8, 9
"""Both have to be driven, in antiphase, by a running program: a pin that hangs at either level opens it."""
AIR_VALVE = 10
VIBRATION = 11
DAC_SDA, DAC_SCL = 12, 13
STIMULATION_TRIGGER = 14
SWITCH = 15
MULTIPLEXER = (16, 17, 18)
"""Address lines of the eight-way analogue multiplexer (74HC4051) before ADC 28."""
PAD_ADC, GUARD_ADC, MULTIPLEXED_ADC = 26, 27, 28
ROLLER_CURRENT, PRESSURE, SUPPLY, STIMULATION_CURRENT, ELECTRODE_VOLTAGE, DEVICE_CURRENT = 0, 1, 2, 3, 4, 5
"""Inputs of the multiplexer."""

ENCODER_UM = 50
"""Way of the carriage for one edge of the encoder."""
THERMISTOR_OHM, THERMISTOR_BETA, PULL_UP_OHM = 10_000, 3950, 10_000
ROLLER_MA_FULL, SUPPLY_MV_FULL, STIMULATION_TENTH_MA_FULL = 8_500, 36_300, 1_000
ELECTRODE_V_FULL, DEVICE_MA_FULL = 100, 10_000
"""What full scale of each input means."""
DAC_ADDRESS = 0x60
WATCHDOG_MS = 250
